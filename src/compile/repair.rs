//! Making the certain repairs of a text and of the files that it uses, until none is left.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Checkup, check_with};
use crate::diagnostic::{Diagnostic, Levels, Severity, repair};
use crate::limits::Limits;
use crate::rule::Options;
use crate::source::{FileId, LoadError, Loaded, Loader};

/// A repair can bring the next mistake to light, but not for ever.
const MOST_ROUNDS: usize = 16;

/// Repairs that are tried one by one when all together make a text worse.
const MOST_SINGLE: usize = 16;

/// A file that repairs change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairedFile {
    /// What the loader calls it.
    pub name: String,
    /// Its text before.
    pub before: String,
    /// Its text now.
    pub after: String,
    /// How many diagnostics are answered.
    pub count: usize,
}

/// A text after its repairs.
#[derive(Debug)]
pub struct Repaired {
    /// What is to be said now.
    pub checkup: Checkup,
    /// The files that change, by name.
    pub files: Vec<RepairedFile>,
}

/// What is to be repaired, and how it is read.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// What messages call the text.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
    /// Who reads the files that it uses.
    pub loader: &'a dyn Loader,
    /// Bounds on input.
    pub limits: &'a Limits,
    /// The caller's levels: what is allowed is not repaired.
    pub levels: &'a Levels,
    /// Which files may be changed, by name. The standard library is never changed.
    pub may_change: &'a dyn Fn(&str) -> bool,
}

/// Makes every certain repair that does not make the number of errors larger. Nothing is written.
pub fn repair(job: Job<'_>) -> Repaired {
    let texts = Texts { job, texts: RefCell::default() };
    let mut checkup = texts.check();
    let mut files: BTreeMap<String, RepairedFile> = BTreeMap::new();
    for _ in 0..MOST_ROUNDS {
        let Some((better, changed)) = texts.step(&checkup) else { break };
        checkup = better;
        for change in changed {
            let file = files
                .entry(change.name.clone())
                .or_insert_with(|| RepairedFile { count: 0, ..change.clone() });
            file.after = change.after;
            file.count += change.count;
        }
    }
    files.retain(|_, file| file.before != file.after);
    Repaired { checkup, files: files.into_values().collect() }
}

/// The texts as they are now: those that were changed, and the loader's.
struct Texts<'a> {
    job: Job<'a>,
    texts: RefCell<BTreeMap<String, String>>,
}

impl Texts<'_> {
    fn check(&self) -> Checkup {
        let text = self.texts.borrow().get(self.job.name).cloned();
        let text = text.as_deref().unwrap_or(self.job.text);
        let mut checkup = check_with(self.job.name, text, self, self.job.limits, self.job.levels);
        checkup.finish(&Options { limits: self.job.limits.clone(), ..Options::default() });
        checkup
    }

    /// All certain repairs at once, or else the first one that does no harm.
    fn step(&self, checkup: &Checkup) -> Option<(Checkup, Vec<RepairedFile>)> {
        let certain: Vec<Diagnostic> =
            checkup.diagnostics.iter().filter(|found| repair::is_certain(found)).cloned().collect();
        let singles = certain.chunks(1).take(MOST_SINGLE);
        std::iter::once(certain.as_slice())
            .chain(singles)
            .find_map(|repairs| self.attempt(checkup, repairs))
    }

    fn attempt(
        &self,
        checkup: &Checkup,
        repairs: &[Diagnostic],
    ) -> Option<(Checkup, Vec<RepairedFile>)> {
        let may_change = |file: FileId| {
            let name = checkup.sources.get(file).map(|file| file.name.as_ref());
            !checkup.is_std(file) && name.is_some_and(self.job.may_change)
        };
        let changes = repair::apply(repairs, &checkup.sources, may_change);
        let changed: Vec<RepairedFile> = changes
            .into_iter()
            .filter_map(|(file, repaired)| {
                let file = checkup.sources.get(file)?;
                let (name, before) = (file.name.to_string(), file.text.to_string());
                Some(RepairedFile { name, before, after: repaired.text, count: repaired.count })
            })
            .collect();
        if changed.is_empty() {
            return None;
        }
        let earlier = self.texts.borrow().clone();
        for file in &changed {
            self.texts.borrow_mut().insert(file.name.clone(), file.after.clone());
        }
        let after = self.check();
        if errors(&after) > errors(checkup) {
            *self.texts.borrow_mut() = earlier;
            return None;
        }
        Some((after, changed))
    }
}

impl Loader for Texts<'_> {
    fn load(&self, path: &str, from: &str) -> Result<Loaded, LoadError> {
        let loaded = self.job.loader.load(path, from)?;
        match self.texts.borrow().get(&loaded.name) {
            Some(text) => Ok(Loaded { text: text.clone(), ..loaded }),
            None => Ok(loaded),
        }
    }
}

fn errors(checkup: &Checkup) -> usize {
    checkup.diagnostics.iter().filter(|found| found.severity == Severity::Error).count()
}
