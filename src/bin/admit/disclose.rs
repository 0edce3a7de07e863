//! `admit disclose`: the least to disclose to get a role.

use std::fmt::Write as _;

use admit::credential::Envelope;
use admit::disclose::{Plan, Wallet, WalletError, Wish};
use admit::eval::Policy;
use admit::explain::{Explanation, Miss};
use admit::limits::Limits;
use admit::model::Role;
use admit::report;
use serde_json::{Value, json};

use crate::disclose_args::DiscloseArgs;
use crate::eval::role_words;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::judge::{self, Unusable};
use crate::rules::{self, Rules};
use crate::style::Streams;

/// Plans, shows the plan, and writes the presentation.
pub fn run(args: &DiscloseArgs, streams: Streams) -> Result<Exit, Failure> {
    if files::is_standard_input(&args.policy) && files::is_standard_input(&args.credential) {
        return Err(Failure::usage("only one of the policy and the credential can be `-`"));
    }
    let limits = Limits::default();
    let Some(rules) = rules::load(&args.into(), &limits, streams)? else { return Ok(Exit::Policy) };
    let role = role(&rules, &args.role)?;
    let octets = files::read(&args.credential, limits.credential_bytes)?;
    let policy = Policy::prepare_within(&rules.data, &limits);
    let wish = Wish {
        policy: &policy,
        data: &rules.data,
        disclosure: rules.disclosure.as_ref(),
        role: role.index,
    };
    let envelope = match args.opening.open(&octets, &limits) {
        Ok(envelope) => envelope,
        Err(error) => return judge::refuse(args.json, &Unusable::from(error), streams),
    };
    let wallet = match Wallet::open(&envelope, &limits) {
        Ok(wallet) => wallet,
        Err(WalletError::Credential(error)) => {
            return judge::refuse(args.json, &Unusable::from(error), streams);
        }
        Err(error) => return Err(Failure::usage(error.to_string())),
    };
    let planned = Planned { rules: &rules, role, wish, wallet: &wallet, envelope: &envelope };
    let plan = wish.plan(&wallet).map_err(failed)?;
    match &plan {
        Plan::Disclose { disclosures, is_least } => {
            planned.show(args, disclosures, *is_least)?;
            Ok(Exit::Fine)
        }
        Plan::Unreachable { is_certain } => {
            planned.show_none(args, *is_certain)?;
            Ok(Exit::NotAdmitted)
        }
    }
}

/// The role of a name or an index, out of those that entries give.
fn role<'r>(rules: &'r Rules, named: &str) -> Result<&'r Role, Failure> {
    let roles = || (0..rules.data.len()).filter_map(|entry| rules.data.role(entry));
    let wanted = roles().filter(|role| role.index != 0);
    let index = named.parse().ok();
    let called = wanted.clone().find(|role| role.name == named);
    called.or_else(|| wanted.clone().find(|role| Some(role.index) == index)).ok_or_else(|| {
        let mut all: Vec<String> = wanted.map(role_words).collect();
        all.sort();
        all.dedup();
        let failure = Failure::usage(format!("no entry gives a role `{named}`"));
        if all.is_empty() {
            failure.help("the policy gives no role to anybody")
        } else {
            failure.help(format!("the policy gives {}", all.join(", ")))
        }
    })
}

fn failed(error: WalletError) -> Failure {
    Failure::usage(format!("the credential cannot be presented: {error}"))
}

struct Planned<'a> {
    rules: &'a Rules,
    role: &'a Role,
    wish: Wish<'a>,
    wallet: &'a Wallet<'a>,
    envelope: &'a Envelope<'a>,
}

impl Planned<'_> {
    fn show(
        &self,
        args: &DiscloseArgs,
        disclosures: &[usize],
        is_least: bool,
    ) -> Result<(), Failure> {
        if let Some(path) = &args.output {
            let presentation = self.wallet.presentation(disclosures).map_err(failed)?;
            files::write(Some(path), &presentation)?;
            if files::is_standard_input(path) {
                return Ok(());
            }
        }
        let shown = match args.json {
            true => format!("{:#}\n", self.plan_json(disclosures, is_least)),
            false => self.plan_text(disclosures, is_least),
        };
        files::print(shown.as_bytes())
    }

    fn plan_text(&self, disclosures: &[usize], is_least: bool) -> String {
        let (role, all) = (role_words(self.role), self.wallet.items().len());
        if all == 0 {
            let format = self.envelope.format().word();
            return format!("{role}: this {format} credential gives it, and withholds nothing\n");
        }
        if disclosures.is_empty() {
            return format!("{role}: nothing has to be disclosed (0 of {all})\n");
        }
        let mut out = format!("{role}: disclose {} of {all}\n", disclosures.len());
        for item in disclosures.iter().filter_map(|at| self.wallet.items().get(*at)) {
            let _ = writeln!(out, "  {}", report::trace::printable(&item.name));
        }
        out.push_str(match is_least {
            true => "no fewer disclosures give the role\n",
            false => {
                "none of these can be left out; there are too many choices to say whether fewer others do\n"
            }
        });
        out
    }

    fn plan_json(&self, disclosures: &[usize], is_least: bool) -> Value {
        let items = disclosures.iter().filter_map(|at| {
            let item = self.wallet.items().get(*at)?;
            Some(json!({
                "disclosure": at,
                "claim": item.name,
                "inside": item.parent,
                "pointer": item.pointer.as_deref().map(admit::wire::json::pointer_to_json),
            }))
        });
        json!({
            "reachable": true,
            "role": { "index": self.role.index, "name": self.role.name },
            "disclose": items.collect::<Vec<_>>(),
            "available": self.wallet.items().len(),
            "least": is_least,
        })
    }

    fn show_none(&self, args: &DiscloseArgs, is_certain: bool) -> Result<(), Failure> {
        let tell = |explanation: &Explanation<'_>, miss: &Miss| {
            report::explain::miss_sentence(explanation, miss)
        };
        let nearest = self.wish.nearest(self.wallet, &self.rules.book, tell).map_err(failed)?;
        let (miss, message) = match nearest {
            Some((miss, lacks)) => (Some(miss), Some(lacks)),
            None => (None, None),
        };
        let shown = match args.json {
            true => format!("{:#}\n", self.none_json(is_certain, miss.as_ref(), message)),
            false => self.none_text(is_certain, message),
        };
        files::print(shown.as_bytes())
    }

    fn none_text(&self, is_certain: bool, message: Option<String>) -> String {
        let role = role_words(self.role);
        let mut out = match is_certain {
            true => format!("{role}: no choice of disclosures gives it\n"),
            false => format!("{role}: no choice of disclosures was found; not all were tried\n"),
        };
        match message {
            Some(message) => {
                let _ = writeln!(out, "nearest miss: {message}");
            }
            None => out.push_str(
                "no entry for it was read that lacks anything: another rule decides first, the room's \
                 disclosure policy is in the way, or another kind of credential is asked for\n",
            ),
        }
        out
    }

    fn none_json(&self, is_certain: bool, miss: Option<&Miss>, message: Option<String>) -> Value {
        json!({
            "reachable": false,
            "role": { "index": self.role.index, "name": self.role.name },
            "available": self.wallet.items().len(),
            "certain": is_certain,
            "nearest": miss.map(|miss| json!({
                "entry": miss.entry,
                "rule": miss.rule,
                "lacking": miss.lacking,
                "message": message,
            })),
        })
    }
}
