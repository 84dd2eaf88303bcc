mod chance;
mod nodes;
mod oracle;
mod pages;
mod paging;
mod plan;
mod text;
