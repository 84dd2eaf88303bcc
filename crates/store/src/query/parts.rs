//! The sections with the highest bounds of those that somebody sees who does not see all of a drive: gathered from the top of
//! all of them as far as they are wanted, each asked whether it is seen.

use super::nodes::Sight;
use super::pages::{PageScope, Sections};
use super::statement::Statement;
use crate::ids::{RowId, moment};
use crate::node::set::{self, Fresh};
use crate::page_list::read::Position;
use crate::seen::{self, Bounded, LITTLE, Seen, Way};
use crate::{Result, Tx};
use model::{DriveId, NodeId, NodeKind, Timestamp};
use std::collections::HashSet;

/// So many sections are looked at by one statement, at least and at most.
const BATCH: (usize, usize) = (32, 256);

/// What a window shows.
pub(super) struct Window {
    /// The moment before which it has nothing; none if it is the last.
    pub(super) end: Option<Timestamp>,
    /// All sections that are seen and may show a page in it.
    pub(super) sections: Vec<NodeId>,
}

/// What somebody sees of a drive from some moment on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeenSince {
    /// What is shared with them by itself, whenever it changed.
    pub shares: Vec<NodeId>,
    /// The sections that they see and that may show a page that was changed then or later, in a fixed order.
    pub sections: Vec<Fresh>,
}

/// Returns what somebody, who does not see all of a drive, sees of it from a moment on. None if that is more than so many
/// sections or shares, or too costly to say.
pub fn seen_since(tx: &mut Tx<'_>, drive: &DriveId, sight: Sight<'_>, since: Timestamp, limit: usize) -> Result<Option<SeenSince>> {
    let Some(mut parts) = Parts::of(tx, drive, sight)? else { return Ok(None) };
    let mut shares: Vec<NodeId> = parts.seen.roots().into_iter().flatten().copied().collect();
    shares.sort_unstable();
    let scope = PageScope { drives: std::slice::from_ref(drive), section: None, sight, app: None, sought: None };
    let all = Sections { scope: &scope, chosen: Vec::new() };
    while !parts.is_all {
        if parts.met.len().max(shares.len()) > limit || !parts.go_on(tx, &all, since, BATCH.0)? {
            return Ok(None);
        }
    }
    if parts.met.len().max(shares.len()) > limit {
        return Ok(None);
    }
    let ids: Vec<NodeId> = parts.met.iter().map(|(_, id)| *id).collect();
    let mut sections = set::fresh_of_all(tx, drive, &ids)?;
    sections.sort_unstable_by_key(|section| section.id);
    Ok(Some(SeenSince { shares, sections }))
}

/// What was gathered of one drive.
pub(super) struct Parts<'a> {
    drive: &'a DriveId,
    sight: Sight<'a>,
    seen: Seen<'a>,
    /// The sections that are seen, by falling bound.
    met: Vec<(Timestamp, NodeId)>,
    /// The last that was looked at, seen or not.
    last: Option<(Timestamp, NodeId)>,
    looked: usize,
    /// Whether there are no others.
    is_all: bool,
    /// Whether it is known that more than little is seen.
    is_much: bool,
}

impl<'a> Parts<'a> {
    pub(super) fn of(tx: &mut Tx<'_>, drive: &'a DriveId, sight: Sight<'a>) -> Result<Option<Self>> {
        let seen = Seen::of(tx, drive, sight)?;
        let is_cheap = seen.is_cheap();
        Ok(is_cheap.then(|| Self { drive, sight, seen, met: Vec::new(), last: None, looked: 0, is_all: false, is_much: false }))
    }

    /// Returns the window below a place over so many more sections, with no page before `least`. None where so few of all
    /// sections are seen, or so many are wanted, that this is not the way.
    pub(super) fn window(
        &mut self,
        tx: &mut Tx<'_>,
        sections: &Sections<'_>,
        least: Timestamp,
        place: &Position,
        wanted: usize,
    ) -> Result<Option<Window>> {
        loop {
            let above = self.met.partition_point(|(bound, _)| *bound >= place.modified);
            let nth = self.met.get(above + wanted - 1).map(|(bound, _)| *bound);
            // Of those with the bound of the last not all may be known.
            let known = self.last.filter(|_| !self.is_all).map(|(bound, _)| bound.plus_micros(1));
            let end = nth.map(|nth| known.map_or(nth, |known| nth.max(known)));
            if self.is_all || end.is_some_and(|end| super::walk::before_all_of(end) < *place) {
                let end = end.filter(|end| *end > least);
                let until = end.map_or(self.met.len(), |end| self.met.partition_point(|(bound, _)| *bound >= end));
                return Ok(Some(Window { end, sections: self.met[..until].iter().map(|(_, id)| *id).collect() }));
            }
            if !self.go_on(tx, sections, least, wanted)? {
                return Ok(None);
            }
        }
    }

    /// Looks at more. `false` if this is not the way.
    fn go_on(&mut self, tx: &mut Tx<'_>, sections: &Sections<'_>, least: Timestamp, wanted: usize) -> Result<bool> {
        // More are not named in a statement one by one.
        if self.met.len() >= LITTLE {
            return Ok(false);
        }
        let way = seen::way(self.met.len(), self.looked);
        if way != Way::On && !self.is_much {
            match seen::all_if_little(tx, self.drive, &self.sight, NodeKind::Section)? {
                Some(all) => return self.take(tx, sections, least, all).map(|()| true),
                None => self.is_much = true,
            }
        }
        if way == Way::Down {
            return Ok(false);
        }
        self.look(tx, sections, least, wanted.clamp(BATCH.0, BATCH.1)).map(|()| true)
    }

    /// Takes those that may show a page from `least` on of all that are seen.
    fn take(&mut self, tx: &mut Tx<'_>, sections: &Sections<'_>, least: Timestamp, all: Vec<Bounded>) -> Result<()> {
        let bounds = all.into_iter().filter_map(|(id, bound)| Some((bound.filter(|bound| *bound >= least)?, id)));
        (self.is_all, self.met) = (true, bounds.collect());
        self.met.sort_unstable_by_key(|(bound, _)| std::cmp::Reverse(*bound));
        if sections.chosen.is_empty() || self.met.is_empty() {
            return Ok(());
        }
        let ids: Vec<NodeId> = self.met.iter().map(|(_, id)| *id).collect();
        let mut statement = Statement::new(tx);
        let to = &mut statement;
        to.push("SELECT s.id FROM live n CROSS JOIN section s WHERE n.drive = ").bind(self.drive).push(" AND n.id IN ");
        to.bind_filled(&ids).push(" AND s.drive = n.drive AND s.id = n.id");
        sections.write_chosen(to);
        let chosen = statement.rows(tx, "query.parts_of_all", |row| NodeId::read(row, 0))?;
        let chosen: HashSet<NodeId> = chosen.into_iter().collect();
        self.met.retain(|(_, id)| chosen.contains(id));
        Ok(())
    }

    /// Looks at so many more.
    fn look(&mut self, tx: &mut Tx<'_>, sections: &Sections<'_>, least: Timestamp, batch: usize) -> Result<()> {
        let mut statement = Statement::new(tx);
        let to = &mut statement;
        to.push("SELECT s.page_bound_us, s.id, n.parent FROM section s CROSS JOIN live n WHERE s.drive = ").bind(self.drive);
        to.push(" AND s.page_bound_us >= ").bind(least);
        if let Some((bound, id)) = &self.last {
            to.push(" AND s.page_bound_us <= ").bind(*bound);
            to.push(" AND (s.page_bound_us < ").bind(*bound).push(" OR s.id > ").bind(id).push(")");
        }
        to.push(" AND s.n > 0 AND n.drive = s.drive AND n.id = s.id");
        sections.write_chosen(to);
        to.push(" ORDER BY s.page_bound_us DESC, s.id LIMIT ").bind(batch);
        let found = statement.rows(tx, "query.parts", |row| Ok((moment(row, 0)?, NodeId::read(row, 1)?, NodeId::read_opt(row, 2)?)))?;
        found.iter().for_each(|(_, id, parent)| self.seen.note(*id, *parent));
        let seen = self.seen.among(tx, found.iter().map(|(_, id, _)| *id))?;
        self.is_all = found.len() < batch;
        self.looked += found.len();
        self.last = found.last().map(|(bound, id, _)| (*bound, *id)).or(self.last);
        self.met.extend(found.into_iter().filter(|(_, id, _)| seen.contains(id)).map(|(bound, id, _)| (bound, id)));
        Ok(())
    }
}
