//! Running the tests of the policy in the editor.

use std::collections::BTreeMap;

use crate::check::Checked;
use crate::check::checked::Given;
use crate::report::trial::{Case, Run, text};
use crate::rule::Options;
use crate::service::evaluate::Evaluation;
use crate::service::files::joined;
use crate::service::workspace::Workspace;
use crate::trial::{self, Trial};

/// The files that tests name, read beforehand: the workspace reads in one thread only.
struct Read(BTreeMap<String, Result<Vec<u8>, String>>);

impl trial::Files for Read {
    fn read(&self, path: &str, from: &str) -> Result<Vec<u8>, String> {
        let unread = || Err("the file was not read".into());
        self.0.get(&joined(path, from)).cloned().unwrap_or_else(unread)
    }
}

impl Workspace {
    /// Runs a test of a file, every case of it, on the compiled octets.
    ///
    /// # Errors
    /// Why it cannot be run, in words for the user.
    pub fn run_test(&self, file: &str, test: &str) -> Result<Evaluation, String> {
        let analysis = self.analysis(file).ok_or("there is no such policy")?;
        let checked = analysis.checkup.policy.as_ref().ok_or("the policy has errors")?;
        let options = Options { limits: self.limits().clone(), ..Options::default() };
        let trial = Trial::new(checked, &options, file, &self.read_for(checked, file))?;
        let results = trial.run().into_iter().zip(trial.cases()).enumerate();
        let cases = results.filter(|(_, (_, case))| case.name == test);
        let cases = cases.map(|(at, (result, case))| {
            let why = (!result.passed).then(|| trial.explain(at));
            Case { case, result, why }
        });
        let run = Run {
            file,
            sources: &analysis.checkup.sources,
            diagnostics: &[],
            checked: Some(checked),
            cases: cases.collect(),
            coverage: None,
            mutations: None,
        };
        let verdict = match (run.cases.len(), run.failed()) {
            (0, _) => return Err(format!("there is no test `{}`", test.escape_debug())),
            (all, 0) => format!("{all} passed"),
            (all, failed) => format!("{} passed, {failed} failed", all - failed),
        };
        Ok(Evaluation { verdict, explanation: text(&run) })
    }

    fn read_for(&self, checked: &Checked, file: &str) -> Read {
        let given = checked.tests.iter().filter_map(|case| match &case.given {
            Given::File(path) => Some(path),
            Given::Claims { .. } => None,
        });
        let rooms = checked.tests.iter().filter_map(|case| case.room.as_ref());
        let names = given.chain(rooms).map(|path| joined(&path.node, file));
        Read(names.map(|name| (name.clone(), self.files().read(&name))).collect())
    }
}
