//! Queries drawn by chance, from a seed.

use model::query::{Comparison, Field, Kind, Literal, Order, Part, Predicate, Scalar};

/// How many queries are drawn. PostgreSQL takes a while to plan each of them.
pub fn rounds(world: &testkit::world::World) -> usize {
    if world.url().is_some() { 30 } else { 150 }
}

/// Numbers that look random. Source: "SplitMix64".
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// What queries are made of: all fields, and values that they may have.
pub struct Stuff<F> {
    pub fields: Vec<F>,
    pub texts: Vec<String>,
    pub moments: Vec<model::Timestamp>,
    pub ids: Vec<(F, model::query::Identity)>,
}

impl<F: Field> Stuff<F> {
    fn field(&self, chance: &mut Chance, kind: Kind) -> Option<F> {
        let fit: Vec<F> = self.fields.iter().copied().filter(|field| field.kind() == kind).collect();
        (!fit.is_empty()).then(|| chance.one(&fit))
    }

    pub fn text(&self, chance: &mut Chance, depth: usize) -> Scalar<F> {
        let inner = |chance: &mut Chance| self.text(chance, depth.saturating_sub(1));
        let number = |chance: &mut Chance| self.number(chance, depth.saturating_sub(1));
        match chance.below(if depth == 0 { 4 } else { 9 }) {
            0 => Scalar::Literal(Literal::Text(chance.one(&self.texts))),
            1..4 => Scalar::Field(self.field(chance, Kind::Text).unwrap()),
            4 => inner(chance).of_text(Scalar::Lower).unwrap(),
            5 => inner(chance).of_text(Scalar::Upper).unwrap(),
            6 => inner(chance).of_text(Scalar::Trim).unwrap(),
            7 => {
                let length = (chance.below(2) == 0).then(|| number(chance));
                inner(chance).substring(number(chance), length).unwrap()
            }
            _ => inner(chance).of_texts(inner(chance), Scalar::Concat).unwrap(),
        }
    }

    fn number(&self, chance: &mut Chance, depth: usize) -> Scalar<F> {
        let text = |chance: &mut Chance| self.text(chance, depth.saturating_sub(1));
        match (chance.below(if depth == 0 { 2 } else { 4 }), self.field(chance, Kind::Integer)) {
            (0, Some(field)) => Scalar::Field(field),
            (0 | 1, _) => Scalar::Literal(Literal::Integer(chance.below(9) as i64 - 2)),
            (2, _) => text(chance).of_text(Scalar::Length).unwrap(),
            _ => text(chance).of_texts(text(chance), Scalar::IndexOf).unwrap(),
        }
    }

    pub fn predicate(&self, chance: &mut Chance, depth: usize) -> Predicate<F> {
        use Comparison as C;
        let how = chance.one(&[C::Equal, C::NotEqual, C::Greater, C::GreaterOrEqual, C::Less, C::LessOrEqual]);
        let inner = |chance: &mut Chance| self.predicate(chance, depth.saturating_sub(1));
        match chance.below(if depth == 0 { 9 } else { 13 }) {
            0 | 1 => Predicate::compare(how, self.text(chance, 2), self.text(chance, 2)).unwrap(),
            2 => {
                let part = chance.one(&[Part::Anywhere, Part::AtStart, Part::AtEnd]);
                Predicate::has(part, self.text(chance, 1), self.text(chance, 1)).unwrap()
            }
            3 => Predicate::compare(how, self.number(chance, 2), self.number(chance, 2)).unwrap(),
            4 | 5 => match self.field(chance, Kind::Moment) {
                Some(field) => {
                    let moment = Scalar::Literal(Literal::Moment(chance.one(&self.moments)));
                    Predicate::compare(how, Scalar::Field(field), moment).unwrap()
                }
                None => Predicate::Always(chance.below(2) == 0),
            },
            6 => {
                let (field, id) = chance.one(&self.ids);
                Predicate::Is(field, id)
            }
            7 => {
                let how = chance.one(&[C::Equal, C::NotEqual]);
                Predicate::compare(how, Scalar::Field(chance.one(&self.fields)), Scalar::Literal(Literal::Null)).unwrap()
            }
            8 => match (self.field(chance, Kind::Boolean), self.field(chance, Kind::Role)) {
                (Some(field), _) if chance.below(2) == 0 => Predicate::True(field),
                (_, Some(field)) => {
                    let role = chance.one(&[model::Role::Reader, model::Role::Contributor, model::Role::Owner]);
                    let how = chance.one(&[C::Equal, C::NotEqual]);
                    Predicate::compare(how, Scalar::Field(field), Scalar::Literal(Literal::Role(role))).unwrap()
                }
                _ => Predicate::Always(chance.below(2) == 0),
            },
            9 => Predicate::All((0..chance.below(3) + 1).map(|_| inner(chance)).collect()),
            10 => Predicate::Any((0..chance.below(3) + 1).map(|_| inner(chance)).collect()),
            11 => Predicate::Not(Box::new(inner(chance))),
            _ => Predicate::Same(Box::new([inner(chance), inner(chance)])),
        }
    }

    pub fn order(&self, chance: &mut Chance) -> Vec<Order<F>> {
        (0..chance.below(4))
            .map(|_| {
                let by = if chance.below(4) == 0 { self.text(chance, 1) } else { Scalar::Field(chance.one(&self.fields)) };
                Order { by, is_descending: chance.below(2) == 0 }
            })
            .collect()
    }
}
