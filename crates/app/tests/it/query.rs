pub mod chance;
mod nodes;
mod oracle;
mod pages;
mod paging;
mod permissions;
mod plan;
mod text;
mod window;
