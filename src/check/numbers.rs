//! Whole numbers that have to fit something.

use crate::check::context::Checker;
use crate::check::sink::diagnostic;
use crate::diagnostic::code;
use crate::source::{Span, Spanned};
use crate::syntax::ast::Literal;

impl Checker<'_> {
    /// An integer of 64 bits.
    pub(crate) fn int64(&self, number: i128, span: Span) -> Option<i64> {
        i64::try_from(number).ok().or_else(|| {
            let message = format!("`{number}` does not fit a signed integer of 64 bits");
            self.sink.fail(
                diagnostic(code::INT_RANGE, span, message)
                    .help("the range is -9223372036854775808..9223372036854775807"),
            )
        })
    }

    /// A number that counts something: `u16`, `u32` or `u64`.
    pub(crate) fn number<T: TryFrom<i128> + Bound>(
        &self,
        literal: &Spanned<Literal>,
        what: &str,
    ) -> Option<T> {
        let Literal::Int(number) = literal.node else {
            return self.fail(
                code::WRONG_LITERAL,
                literal.span,
                format!("{what} is a whole number"),
            );
        };
        T::try_from(number).ok().or_else(|| {
            let message = format!("`{number}` is out of the range of {what}");
            let help = format!("the range is 0..{}", T::MOST);
            self.sink.fail(diagnostic(code::NUMBER_RANGE, literal.span, message).help(help))
        })
    }
}

/// The greatest value of an unsigned integer, for messages.
pub(crate) trait Bound {
    /// It.
    const MOST: u64;
}

impl Bound for u16 {
    const MOST: u64 = 0xFFFF;
}

impl Bound for u32 {
    const MOST: u64 = 0xFFFF_FFFF;
}

impl Bound for u64 {
    const MOST: u64 = u64::MAX;
}
