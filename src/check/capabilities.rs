//! Capabilities by name, by number, and by constants for numbers of one's own.

use crate::capability::{self, FIRST_PRIVATE};
use crate::check::checked::Value;
use crate::check::constants::ResolvedKind;
use crate::check::context::Checker;
use crate::check::modules::{ModuleId, dotted};
use crate::check::names::{Found, Kind};
use crate::check::sink::{DidYouMean, diagnostic};
use crate::diagnostic::{Applicability, code};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{CapabilityRef, Literal, Operand, Path};

/// `canOpenJoin`
pub(crate) const OPEN_JOIN: u16 = 0x0004;
/// `canJoinIfPreauthorized`
pub(crate) const JOIN_IF_PREAUTHORIZED: u16 = 0x0005;

impl Checker<'_> {
    /// The numbers of capabilities, with the places where they are named.
    pub(crate) fn capabilities(
        &self,
        module: ModuleId,
        named: &[CapabilityRef],
    ) -> Vec<(u16, Span)> {
        let number = |named: &CapabilityRef| match named {
            CapabilityRef::Named(path) => Some((self.capability_called(module, path)?, path.span)),
            CapabilityRef::Number(number) => Some((self.private_capability(number)?, number.span)),
        };
        named.iter().filter_map(number).collect()
    }

    fn capability_called(&self, module: ModuleId, path: &Path) -> Option<u16> {
        if let [name] = path.segments.as_slice()
            && let Some(known) = capability::by_name(&name.node)
        {
            return Some(known.number);
        }
        match self.names.find(module, path, &[Kind::Constant]) {
            Found::Item(..) => self.capability_constant(module, path),
            Found::Silent => None,
            Found::Nothing if path.segments.len() > 1 => self.capability_constant(module, path),
            Found::Nothing => self.sink.fail(unknown(self, path)),
        }
    }

    fn capability_constant(&self, module: ModuleId, path: &Path) -> Option<u16> {
        let operand = self.operand(module, &Operand::Named(path.clone()), None, &|_| false)?;
        let number = match &operand.kind {
            ResolvedKind::Literal(literal) => match literal.node {
                Literal::Int(number) => u16::try_from(number).ok(),
                _ => None,
            },
            ResolvedKind::Member(_, Value::Int(number)) => u16::try_from(*number).ok(),
            _ => None,
        };
        let known = number
            .filter(|number| *number >= FIRST_PRIVATE || capability::by_number(*number).is_some());
        known.or_else(|| {
            let message = format!("`{}` is not the number of a capability", dotted(path));
            self.fail(code::UNKNOWN_CAPABILITY, path.span, message)
        })
    }

    fn private_capability(&self, literal: &Spanned<Literal>) -> Option<u16> {
        let number: u16 = self.number(literal, "a capability")?;
        if number >= FIRST_PRIVATE {
            return Some(number);
        }
        let found = match capability::by_number(number) {
            Some(known) => {
                let message = format!("the capability {number:#06x} has a name: `{}`", known.name);
                diagnostic(code::NOT_PRIVATE, literal.span, message).suggest(
                    literal.span,
                    known.name,
                    "use its name",
                    Applicability::Certain,
                )
            }
            None => {
                let message = format!("no capability has the number {number:#06x}");
                diagnostic(code::NOT_PRIVATE, literal.span, message)
                    .help(format!("numbers of one's own are {FIRST_PRIVATE:#06x}..0xffff"))
            }
        };
        self.sink.fail(found)
    }
}

fn unknown(checker: &Checker<'_>, path: &Path) -> crate::diagnostic::Diagnostic {
    let name = dotted(path);
    let found =
        diagnostic(code::UNKNOWN_CAPABILITY, path.span, format!("there is no capability `{name}`"));
    let by_draft_name = capability::by_draft_name(&name).map(|known| known.name);
    let bare = name.strip_prefix("can_").and_then(capability::by_name).map(|known| known.name);
    let known = capability::ALL.iter().map(|known| known.name);
    let nearest = by_draft_name.or(bare).or_else(|| checker.sink.nearest(&name, known));
    found.did_you_mean(path.span, nearest)
}
