//! Strict DER (X.690): elements one after the other, in the one encoding that DER allows.

use crate::credential::error::CertificateFault;

/// Universal tag numbers.
pub(super) mod tag {
    pub(in crate::credential::x509) const BOOLEAN: u64 = 1;
    pub(in crate::credential::x509) const INTEGER: u64 = 2;
    pub(in crate::credential::x509) const BIT_STRING: u64 = 3;
    pub(in crate::credential::x509) const OCTET_STRING: u64 = 4;
    pub(in crate::credential::x509) const NULL: u64 = 5;
    pub(in crate::credential::x509) const OBJECT_IDENTIFIER: u64 = 6;
    pub(in crate::credential::x509) const OBJECT_DESCRIPTOR: u64 = 7;
    pub(in crate::credential::x509) const EXTERNAL: u64 = 8;
    pub(in crate::credential::x509) const ENUMERATED: u64 = 10;
    pub(in crate::credential::x509) const EMBEDDED_PDV: u64 = 11;
    pub(in crate::credential::x509) const UTF8_STRING: u64 = 12;
    pub(in crate::credential::x509) const SEQUENCE: u64 = 16;
    pub(in crate::credential::x509) const SET: u64 = 17;
    pub(in crate::credential::x509) const NUMERIC_STRING: u64 = 18;
    pub(in crate::credential::x509) const PRINTABLE_STRING: u64 = 19;
    pub(in crate::credential::x509) const TELETEX_STRING: u64 = 20;
    pub(in crate::credential::x509) const IA5_STRING: u64 = 22;
    pub(in crate::credential::x509) const UTC_TIME: u64 = 23;
    pub(in crate::credential::x509) const GENERALIZED_TIME: u64 = 24;
    pub(in crate::credential::x509) const GRAPHIC_STRING: u64 = 25;
    pub(in crate::credential::x509) const VISIBLE_STRING: u64 = 26;
    pub(in crate::credential::x509) const GENERAL_STRING: u64 = 27;
    pub(in crate::credential::x509) const UNIVERSAL_STRING: u64 = 28;
    pub(in crate::credential::x509) const CHARACTER_STRING: u64 = 29;
    pub(in crate::credential::x509) const BMP_STRING: u64 = 30;
}

/// The class of a tag (X.690 section 8.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Universal,
    Application,
    Context,
    Private,
}

/// One element: its tag, its content, and both together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) class: Class,
    pub(super) constructed: bool,
    pub(super) number: u64,
    pub(super) content: &'a [u8],
    /// Tag, length and content.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// Reads octets that are exactly one element.
    pub(super) fn only(octets: &'a [u8]) -> Result<Element<'a>, CertificateFault> {
        let mut reader = Reader::new(octets);
        let element = reader.element()?;
        reader.finish()?;
        Ok(element)
    }

    /// Whether its tag is this universal one.
    pub(super) fn is(&self, number: u64) -> bool {
        self.class == Class::Universal && self.number == number
    }

    /// Its elements, when it is a SEQUENCE.
    pub(super) fn sequence(&self) -> Result<Reader<'a>, CertificateFault> {
        if self.is(tag::SEQUENCE) { self.elements() } else { Err(CertificateFault::UnexpectedTag) }
    }

    /// Its elements, whatever its tag.
    pub(super) fn elements(&self) -> Result<Reader<'a>, CertificateFault> {
        if self.constructed { Ok(Reader::new(self.content)) } else { Err(CertificateFault::Form) }
    }

    /// The one element inside, when it is an explicit tag.
    pub(super) fn inside(&self) -> Result<Element<'a>, CertificateFault> {
        if self.constructed { Element::only(self.content) } else { Err(CertificateFault::Form) }
    }

    /// Its content octets, when its encoding is primitive.
    pub(super) fn octets(&self) -> Result<&'a [u8], CertificateFault> {
        if self.constructed { Err(CertificateFault::Form) } else { Ok(self.content) }
    }
}

/// Elements one after the other. As an iterator it ends after the first fault.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Reader<'a> {
        Reader { rest: octets }
    }

    /// Whether nothing is left.
    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, which has to be there.
    pub(super) fn element(&mut self) -> Result<Element<'a>, CertificateFault> {
        let start = self.rest;
        let mut octets = start;
        let (class, constructed, number) = identifier(&mut octets)?;
        let length = length(&mut octets)?;
        let (content, rest) = octets.split_at_checked(length).ok_or(CertificateFault::Truncated)?;
        let (whole, _) =
            start.split_at_checked(start.len() - rest.len()).ok_or(CertificateFault::Truncated)?;
        self.rest = rest;
        Ok(Element { class, constructed, number, content, whole })
    }

    /// The next element when it has this context-specific tag; otherwise it stays.
    pub(super) fn context(&mut self, number: u64) -> Result<Option<Element<'a>>, CertificateFault> {
        self.optional(|element| element.class == Class::Context && element.number == number)
    }

    /// The next element when it has this universal tag; otherwise it stays.
    pub(super) fn universal(
        &mut self,
        number: u64,
    ) -> Result<Option<Element<'a>>, CertificateFault> {
        self.optional(|element| element.is(number))
    }

    /// Nothing may be left.
    pub(super) const fn finish(self) -> Result<(), CertificateFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(CertificateFault::LeftOver) }
    }

    fn optional(
        &mut self,
        wanted: impl Fn(&Element<'a>) -> bool,
    ) -> Result<Option<Element<'a>>, CertificateFault> {
        let mut ahead = *self;
        if ahead.is_empty() {
            return Ok(None);
        }
        let element = ahead.element()?;
        if !wanted(&element) {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(element))
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Element<'a>, CertificateFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let element = self.element();
        if element.is_err() {
            self.rest = &[];
        }
        Some(element)
    }
}

/// Identifier octets (X.690 section 8.1.2): class, constructed, tag number.
fn identifier(octets: &mut &[u8]) -> Result<(Class, bool, u64), CertificateFault> {
    let first = octet(octets)?;
    let class = match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    };
    let constructed = first & 0x20 != 0;
    let low = first & 0x1f;
    let number = if low == 0x1f { high_tag_number(octets)? } else { u64::from(low) };
    if class == Class::Universal && number == 0 {
        // End-of-contents belongs to indefinite lengths.
        return Err(CertificateFault::UnexpectedTag);
    }
    Ok((class, constructed, number))
}

/// A tag number above 30 (X.690 section 8.1.2.4): base 128, no leading zeros.
fn high_tag_number(octets: &mut &[u8]) -> Result<u64, CertificateFault> {
    let mut number: u64 = 0;
    loop {
        let next = octet(octets)?;
        if number == 0 && next == 0x80 || number > u64::MAX >> 7 {
            return Err(CertificateFault::TagNumber);
        }
        number = number << 7 | u64::from(next & 0x7f);
        if next & 0x80 == 0 {
            break;
        }
    }
    if number < 0x1f { Err(CertificateFault::TagNumber) } else { Ok(number) }
}

/// Length octets in the shortest definite form (X.690 section 10.1).
fn length(octets: &mut &[u8]) -> Result<usize, CertificateFault> {
    let first = octet(octets)?;
    if first < 0x80 {
        return Ok(usize::from(first));
    }
    if first == 0x80 {
        return Err(CertificateFault::IndefiniteLength);
    }
    let count = usize::from(first & 0x7f);
    let mut length: usize = 0;
    for at in 0..count {
        let next = octet(octets)?;
        if at == 0 && next == 0 {
            return Err(CertificateFault::LongLength);
        }
        length = length
            .checked_mul(256)
            .and_then(|high| high.checked_add(usize::from(next)))
            .ok_or(CertificateFault::Truncated)?;
    }
    if length < 0x80 { Err(CertificateFault::LongLength) } else { Ok(length) }
}

fn octet(octets: &mut &[u8]) -> Result<u8, CertificateFault> {
    let (first, rest) = octets.split_first().ok_or(CertificateFault::Truncated)?;
    *octets = rest;
    Ok(*first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_one_form() {
        let long = |length: &[u8], content: usize| {
            let mut octets = vec![0x04];
            octets.extend_from_slice(length);
            octets.resize(octets.len() + content, 0);
            Element::only(&octets).map(|element| element.content.len())
        };
        assert_eq!(long(&[0x00], 0), Ok(0));
        assert_eq!(long(&[0x7f], 127), Ok(127));
        assert_eq!(long(&[0x81, 0x80], 128), Ok(128));
        assert_eq!(long(&[0x82, 0x01, 0x00], 256), Ok(256));
        assert_eq!(long(&[0x81, 0x7f], 127), Err(CertificateFault::LongLength));
        assert_eq!(long(&[0x82, 0x00, 0x80], 128), Err(CertificateFault::LongLength));
        assert_eq!(long(&[0x80], 0), Err(CertificateFault::IndefiniteLength));
        assert_eq!(long(&[0x01], 0), Err(CertificateFault::Truncated));
        assert_eq!(long(&[0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0], 0), Err(CertificateFault::Truncated));
        assert_eq!(long(&[0x00], 1), Err(CertificateFault::LeftOver));
    }

    #[test]
    fn tag_numbers_have_one_form() {
        let number = |octets: &[u8]| Element::only(octets).map(|element| element.number);
        assert_eq!(number(&[0x9e, 0]), Ok(30));
        assert_eq!(number(&[0x9f, 0x1f, 0]), Ok(31));
        assert_eq!(number(&[0x9f, 0x81, 0x00, 0]), Ok(128));
        assert_eq!(number(&[0x9f, 0x1e, 0]), Err(CertificateFault::TagNumber));
        assert_eq!(number(&[0x9f, 0x80, 0x1f, 0]), Err(CertificateFault::TagNumber));
        assert_eq!(number(&[0x9f, 0x81]), Err(CertificateFault::Truncated));
        assert_eq!(number(&[0x00, 0x00]), Err(CertificateFault::UnexpectedTag));
        let most = [0x9f, 0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0];
        assert_eq!(number(&most), Ok(u64::MAX));
        let more = [0x9f, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0];
        assert_eq!(number(&more), Err(CertificateFault::TagNumber));
    }

    #[test]
    fn an_iterator_ends_after_a_fault() {
        let mut reader = Reader::new(&[0x05, 0x00, 0x05, 0x80, 0x05, 0x00]);
        assert!(reader.next().is_some_and(|element| element.is_ok()));
        assert!(reader.next().is_some_and(|element| element.is_err()));
        assert!(reader.next().is_none());
    }
}
