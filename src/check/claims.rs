//! Claims: from a path in a condition to a pointer, a type and a part of the value.

use std::rc::Rc;

use crate::check::checked::{Part, Step, Subject};
use crate::check::context::Checker;
use crate::check::credentials::Shape;
use crate::check::keys::provenance;
use crate::check::modules::{ModuleId, dotted};
use crate::check::names::{Found, Kind};
use crate::check::parts::{called_otherwise, parts};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::check::types::{Record, Ty};
use crate::diagnostic::{Applicability, Diagnostic, code};
use crate::format::Provenance;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Claim, ClaimStep, Condition, Name, Path, Range};

/// What names mean in a condition.
#[derive(Debug, Clone)]
pub(crate) struct Env<'e> {
    /// The credential whose claims are tested.
    pub(crate) shape: &'e Shape,
    /// Where the condition is written.
    pub(crate) module: ModuleId,
    /// What a search looks at; `None` outside of searches.
    pub(crate) element: Option<Rc<Ty>>,
    /// How many searches are around.
    pub(crate) searches: usize,
}

impl<'e> Env<'e> {
    /// The claims of a credential.
    pub(crate) const fn root(shape: &'e Shape, module: ModuleId) -> Env<'e> {
        Env { shape, module, element: None, searches: 0 }
    }

    /// The elements of a list.
    fn inside(&self, element: &Rc<Ty>) -> Env<'e> {
        Env {
            shape: self.shape,
            module: self.module,
            element: Some(Rc::clone(element)),
            searches: self.searches + 1,
        }
    }

    /// The fields that names mean, if they mean any.
    fn record(&self) -> Option<&Rc<Record>> {
        match &self.element {
            None => Some(&self.shape.claims),
            Some(element) => record_of(element),
        }
    }

    /// Whether a name is that of a claim here.
    pub(crate) fn is_claim(&self, name: &str) -> bool {
        (self.element.is_some() && name == "it")
            || self.record().is_some_and(|record| record.field(name).is_some())
    }

    /// The names of the claims here.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &str> {
        self.record()
            .into_iter()
            .flat_map(|record| &record.fields)
            .map(|field| field.name.node.as_str())
    }
}

/// The record that a value is, its wrappers left out.
pub(crate) fn record_of(ty: &Ty) -> Option<&Rc<Record>> {
    match ty {
        Ty::Record(record) => Some(record),
        Ty::Tag(_, inner) | Ty::Embedded(inner) => record_of(inner),
        _ => None,
    }
}

/// Where a claim is, and what.
#[derive(Debug)]
pub(crate) struct Place {
    /// From whose claims the pointer begins; `Issuer` where it begins at an element.
    pub(crate) provenance: Provenance,
    /// From the root or the element, into all wrappers.
    pub(crate) pointer: Vec<Step>,
    /// How much of the pointer leads to the claim itself, its wrappers still around it.
    pub(crate) bare: usize,
    /// Its type, without wrappers.
    pub(crate) ty: Rc<Ty>,
    /// The part of the value.
    pub(crate) part: Part,
    /// Tests inside of searches on the way.
    pub(crate) tests: usize,
    /// How deep conditions nest in it.
    pub(crate) depth: usize,
}

impl Place {
    /// The beginning of a pointer: the root of a credential, or an element.
    pub(crate) fn start(ty: &Rc<Ty>) -> Place {
        let ty_of_nothing = Rc::new(Ty::Error);
        let mut place = Place {
            provenance: Provenance::Issuer,
            pointer: Vec::new(),
            bare: 0,
            ty: ty_of_nothing,
            part: Part::Whole,
            tests: 0,
            depth: 0,
        };
        place.arrive(ty);
        place
    }

    /// Takes a type off its wrappers; the pointer goes into them.
    fn arrive(&mut self, ty: &Rc<Ty>) {
        self.bare = self.pointer.len();
        let mut ty = ty;
        loop {
            ty = match ty.as_ref() {
                Ty::Tag(number, inner) => {
                    self.pointer.push(Step::Tag(*number));
                    inner
                }
                Ty::Embedded(inner) => {
                    self.pointer.push(Step::Embedded);
                    inner
                }
                _ => break,
            };
        }
        self.ty = Rc::clone(ty);
    }
}

impl Checker<'_> {
    /// A claim as written, on one line and not too long.
    pub(crate) fn shown_claim(&self, claim: &Claim) -> String {
        const LONGEST: usize = 60;
        let path = leading_path(claim);
        if path.segments.len() == claim.steps.len() + 1 {
            return dotted(&path);
        }
        let text = self.sources.text(claim.span);
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() || line.chars().count() > LONGEST {
            claim.head.node.clone()
        } else {
            line
        }
    }

    /// Follows a claim's path; `None` when it was reported.
    pub(crate) fn place(&self, env: &Env<'_>, claim: &Claim) -> Option<Place> {
        let mut place = self.first_step(env, claim)?;
        for step in &claim.steps {
            self.next_step(env, &mut place, claim, step)?;
        }
        if place.pointer.len() > self.limits.pointer_items {
            let message = format!(
                "this claim is more than {} steps from the root",
                self.limits.pointer_items
            );
            return self.fail(code::CLAIM_TOO_DEEP, claim.span, message);
        }
        (*place.ty != Ty::Error).then_some(place)
    }

    fn first_step(&self, env: &Env<'_>, claim: &Claim) -> Option<Place> {
        let head = &claim.head;
        let Some(element) = &env.element else {
            if head.node == "it" && !env.is_claim("it") {
                let message = "`it` is the element that a search looks at, and this is no search";
                return self.sink.fail(
                    diagnostic(code::IT_OUTSIDE_SEARCH, head.span, message)
                        .help("name the claim, or search a list: `groups[it == \"hr\"] exists`"),
                );
            }
            let mut place = Place::start(&Rc::new(Ty::Record(Rc::clone(&env.shape.claims))));
            self.enter_field(env, &mut place, head, Some(claim))?;
            return Some(place);
        };
        let mut place = Place::start(element);
        if head.node == "it" {
            self.record.arrived(head.span, &place, env.shape.format);
            return Some(place);
        }
        match place.ty.as_ref() {
            Ty::Record(_) => self.enter_field(env, &mut place, head, None)?,
            Ty::Error => return None,
            other => {
                let message = format!("the elements have no claims: each is {}", other.describe());
                return self.sink.fail(
                    diagnostic(code::UNKNOWN_NAME, head.span, message)
                        .help("the element itself is called `it`"),
                );
            }
        }
        Some(place)
    }

    fn enter_field(
        &self,
        env: &Env<'_>,
        place: &mut Place,
        name: &Name,
        root: Option<&Claim>,
    ) -> Option<()> {
        let at_root = root.is_some();
        let ty = Rc::clone(&place.ty);
        let Ty::Record(record) = ty.as_ref() else { return None };
        let Some(field) = record.field(&name.node) else {
            let is_whole = env.shape.is_whole || !at_root;
            if !is_whole || self.names.lost.explains_claim(&name.node, &[]) {
                return None;
            }
            return self.sink.fail(self.unknown_claim(env, record, name, root));
        };
        // Keys that make no sense were reported with the credential.
        let steps = self.sink.capture(|| self.steps(field, env.shape.format, at_root)).0?;
        place.pointer.extend(steps);
        if at_root {
            place.provenance = provenance(field);
        }
        place.arrive(&field.ty);
        self.record.used(name.span, field.name.span);
        self.record.arrived(name.span, place, env.shape.format);
        Some(())
    }

    fn unknown_claim(
        &self,
        env: &Env<'_>,
        record: &Record,
        name: &Name,
        root: Option<&Claim>,
    ) -> Diagnostic {
        let at_root = root.is_some();
        let place =
            if at_root { format!("`{}`", env.shape.name) } else { "this record".to_owned() };
        let path = Path { segments: vec![name.clone()], span: name.span };
        const OTHERS: [Kind; 4] = [Kind::Condition, Kind::Constant, Kind::Role, Kind::Credential];
        if at_root && let Found::Item(_, kind) = self.names.find(env.module, &path, &OTHERS) {
            let message = format!("`{}` is {}, not a claim of {place}", name.node, kind.a_word());
            if let (Kind::Credential, Some(claim)) =
                (kind, root.and_then(|root| claim_behind(env, root)))
            {
                return diagnostic(code::WRONG_KIND, name.span, message)
                    .help(format!("claims are named without it: `{}`", claim.node))
                    .suggest(
                        Span { end: claim.span.start, ..name.span },
                        "",
                        format!("write `{}`", claim.node),
                        Applicability::Maybe,
                    );
            }
            return match kind {
                Kind::Condition => diagnostic(code::CONDITION_MISUSED, name.span, message)
                    .help("a condition stands alone: it holds or not"),
                _ => diagnostic(code::WRONG_KIND, name.span, message)
                    .help("the claim stands on the left"),
            };
        }
        let found = self.no_claim(env.shape, record, name, at_root);
        if env.element.is_some() && env.shape.claims.field(&name.node).is_some() {
            return found.note("inside a search, names mean the claims of the element");
        }
        found
    }

    /// The diagnostic for a name that no field of a record has.
    pub(crate) fn no_claim(
        &self,
        shape: &Shape,
        record: &Record,
        name: &Name,
        at_root: bool,
    ) -> Diagnostic {
        let place = if at_root { format!("`{}`", shape.name) } else { "this record".to_owned() };
        let message = format!("{place} has no claim `{}`", name.node);
        let known = record.fields.iter().map(|field| field.name.node.as_str());
        diagnostic(code::UNKNOWN_NAME, name.span, message)
            .did_you_mean(name.span, self.sink.nearest(&name.node, known))
    }

    fn next_step(
        &self,
        env: &Env<'_>,
        place: &mut Place,
        claim: &Claim,
        step: &Spanned<ClaimStep>,
    ) -> Option<()> {
        if place.part != Part::Whole {
            return self.part_of_part(place, step);
        }
        let ty = Rc::clone(&place.ty);
        match (&step.node, ty.as_ref()) {
            (_, Ty::Error) => None,
            (ClaimStep::Member(name), Ty::Record(_)) => self.enter_field(env, place, name, None),
            (ClaimStep::Member(name), _) => {
                place.part = self.part(&ty, name)?;
                self.record.arrived(name.span, place, env.shape.format);
                Some(())
            }
            (ClaimStep::Index(number), Ty::List(element)) => {
                place.pointer.push(Step::Position(self.number(number, "a position")?));
                place.arrive(element);
                Some(())
            }
            (ClaimStep::Search(condition), Ty::List(element)) => {
                self.search(env, place, element, condition, step.span)
            }
            (
                ClaimStep::Slice(range),
                Ty::Scalar(Subject::String | Subject::Bytes) | Ty::Choice(_),
            ) if !matches!(ty.subject(), Subject::Int) => {
                let (start, length) = self.slice(range)?;
                place.part = Part::Slice { start, length };
                Some(())
            }
            _ => self.sink.fail(not_a_list(&ty, claim, step)),
        }
    }

    fn search(
        &self,
        env: &Env<'_>,
        place: &mut Place,
        element: &Rc<Ty>,
        condition: &Condition,
        span: Span,
    ) -> Option<()> {
        if env.searches >= self.limits.search_depth {
            let message =
                format!("more than {} searches inside one another", self.limits.search_depth);
            return self.fail(code::CLAIM_TOO_DEEP, span, message);
        }
        let built = self.condition(&env.inside(element), condition)?;
        place.tests = place.tests.saturating_add(built.tests);
        place.depth = place.depth.max(built.depth + 1);
        place.pointer.push(Step::Search(Box::new(built.condition), span));
        place.arrive(element);
        Some(())
    }

    /// `.path[0]` and `.path[3..38]`; nothing else has parts of its own.
    fn part_of_part(&self, place: &mut Place, step: &Spanned<ClaimStep>) -> Option<()> {
        place.part = match (&step.node, place.part) {
            (ClaimStep::Index(number), Part::Path) => {
                Part::PathSegment(self.number(number, "a segment")?)
            }
            (ClaimStep::Slice(range), Part::Path) => {
                let (start, length) = self.slice(range)?;
                Part::PathSlice { start, length }
            }
            _ => {
                let message = "a part of a value has no parts of its own";
                let found = diagnostic(code::NO_SUCH_PART, step.span, message);
                return self.sink.fail(
                    found.help("only a path has: `.path[0]` a segment, `.path[3..8]` characters"),
                );
            }
        };
        Some(())
    }

    fn part(&self, ty: &Ty, name: &Name) -> Option<Part> {
        let known = parts(ty);
        if let Some((_, part)) = known.iter().find(|(word, _)| *word == name.node) {
            return Some(*part);
        }
        self.sink.fail(self.no_such_part(ty, name, known))
    }

    fn no_such_part(&self, ty: &Ty, name: &Name, known: &[(&str, Part)]) -> Diagnostic {
        let message = format!("{} has no part `{}`", a_capital_less(&ty.describe()), name.node);
        let found = diagnostic(code::NO_SUCH_PART, name.span, message);
        let words: Vec<String> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
        match ty {
            Ty::Scalar(Subject::Uri | Subject::HttpsUri)
                if matches!(name.node.as_str(), "user_id" | "device_id" | "handle" | "room_id") =>
            {
                found
                    .note("only MIMI URIs name users, devices and rooms in a known place")
                    .help("declare the claim a `mimi_uri`")
            }
            Ty::Scalar(Subject::MimiUri) if name.node == "user" => {
                found.did_you_mean(name.span, Some("user_id"))
            }
            Ty::Scalar(Subject::Domain) => {
                found.help("a `domain` is a host already: leave the part out")
            }
            Ty::Scalar(Subject::Any) => {
                found.help("declare the claim's type, then its parts have names")
            }
            Ty::List(_) => found
                .help("pick an element first: at a position `[0]`, or the first that fits `[…]`"),
            _ if words.is_empty() => found,
            _ => found
                .did_you_mean(
                    name.span,
                    called_otherwise(&name.node, known)
                        .or_else(|| self.sink.nearest(&name.node, known.iter().map(|it| it.0))),
                )
                .note(format!("its parts are {}", words.join(", "))),
        }
    }

    /// Start and length of a range; both ends belong to it.
    fn slice(&self, range: &Range) -> Option<(u32, Option<u32>)> {
        let start = range.from.as_ref().map_or(Some(0), |from| self.number(from, "a position"))?;
        let Some(to) = &range.to else { return Some((start, None)) };
        let end: u32 = self.number(to, "a position")?;
        let length = end.checked_sub(start).and_then(|distance| distance.checked_add(1));
        length.map(|length| (start, Some(length))).or_else(|| {
            let message = format!("nothing is between {start} and {end}");
            self.sink.fail(
                diagnostic(code::EMPTY_RANGE, range.span, message)
                    .help("the lower end comes first"),
            )
        })
    }
}

/// The claim that a name of the credential itself stands before.
fn claim_behind<'c>(env: &Env<'_>, claim: &'c Claim) -> Option<&'c Name> {
    match &claim.steps.first()?.node {
        ClaimStep::Member(name) if claim.head.node == env.shape.name => {
            env.is_claim(&name.node).then_some(name)
        }
        _ => None,
    }
}

/// "null" and "of any type" stand badly at the beginning of a sentence.
fn a_capital_less(description: &str) -> String {
    match description.strip_prefix("of ") {
        Some(rest) => format!("a claim of {rest}"),
        None => description.to_owned(),
    }
}

fn not_a_list(ty: &Ty, claim: &Claim, step: &Spanned<ClaimStep>) -> Diagnostic {
    let what = match &step.node {
        ClaimStep::Index(_) => "a position",
        ClaimStep::Slice(_) => "a slice",
        ClaimStep::Search(_) => "a search",
        ClaimStep::Member(_) => "a part",
    };
    let message =
        format!("`{}` is {}, which has no place for {what}", claim.head.node, ty.describe());
    let message = if claim.steps.len() > 1 {
        format!("this is {}, which has no place for {what}", ty.describe())
    } else {
        message
    };
    let found = diagnostic(code::NOT_A_LIST, step.span, message);
    match (ty, &step.node) {
        (Ty::Scalar(Subject::String | Subject::Bytes), ClaimStep::Index(_)) => {
            found.help("a piece of a text is a range: `[0..3]`")
        }
        (Ty::Scalar(Subject::Uri | Subject::HttpsUri | Subject::MimiUri), _) => {
            found.help("a segment of the path is `.path[0]`, a piece of it `.path[3..8]`")
        }
        (Ty::Record(_), _) => found.help("a record's claims have names: `.name`"),
        (Ty::List(_), ClaimStep::Slice(_)) => {
            found.help("take one position, or search for an element")
        }
        (Ty::Scalar(Subject::Any), _) => found.help("declare the claim a list: `[any]`"),
        _ => found,
    }
}

/// The names at the beginning of a claim: `ours`, `badges.ours`.
pub(crate) fn leading_path(claim: &Claim) -> Path {
    let members = claim.steps.iter().map_while(|step| match &step.node {
        ClaimStep::Member(name) => Some(name.clone()),
        _ => None,
    });
    let mut segments = vec![claim.head.clone()];
    segments.extend(members);
    let end = segments.last().map_or(claim.head.span, |last| last.span);
    Path { span: claim.head.span.to(end), segments }
}
