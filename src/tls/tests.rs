//! Lengths at their boundaries, and a reader that cannot be led past its bounds.

use super::{Fault, Kind, length_prefix, read_length};
use crate::limits::Limits;

type Error = super::Error<Fault>;
type Reader<'a> = super::Reader<'a, 'a, Fault>;
type Writer<'a> = super::Writer<'a, Fault>;

impl Kind for Fault {}

/// The limit of octets.
const MOST: usize = 1 << 24;

/// The largest length of a vector: 2^30-1.
const LARGEST: usize = (1 << 30) - 1;

fn fault(octets: &[u8]) -> Error {
    let limits = Limits::default();
    Reader::new(octets, &limits)
        .whole("Test", MOST, |reader| reader.field("data", Reader::opaque).map(<[u8]>::to_vec))
        .unwrap_err()
}

#[test]
fn prefixes_are_the_shortest() {
    for (length, prefix) in [
        (0, &[0x00][..]),
        (0x3f, &[0x3f]),
        (0x40, &[0x40, 0x40]),
        (0x3fff, &[0x7f, 0xff]),
        (0x4000, &[0x80, 0x00, 0x40, 0x00]),
        (LARGEST, &[0xbf, 0xff, 0xff, 0xff]),
    ] {
        assert_eq!(length_prefix(length).unwrap(), prefix, "{length}");
    }
    for length in [LARGEST + 1, usize::MAX] {
        assert_eq!(length_prefix(length), Err(Fault::TooLong { length }));
    }
}

#[test]
fn vectors_come_back_at_every_boundary() {
    let limits = Limits::default();
    for length in [0, 1, 0x3f, 0x40, 0x3fff, 0x4000] {
        let content = vec![0xab; length];
        let octets =
            Writer::whole("Test", &limits, MOST, |writer| writer.opaque(&content)).unwrap();
        let nested = Writer::whole("Test", &limits, MOST, |writer| {
            writer.block(|w| w.list(&content, length, |w, octet| w.integer(*octet)))
        })
        .unwrap();
        assert_eq!(read_length(&octets), Ok((length, &content[..])), "{length}");
        let mut reader = Reader::new(&octets, &limits);
        assert_eq!(reader.whole("Test", MOST, |reader| reader.opaque()), Ok(&content[..]));
        let mut reader = Reader::new(&nested, &limits);
        let read =
            reader.whole("Test", MOST, |reader| reader.block(|r| r.list(length, Reader::u8)));
        assert_eq!(read, Ok(content));
    }
}

#[test]
fn the_largest_length_is_read_as_a_length() {
    let left = 0;
    let past = |length| Err(Fault::LengthPastEnd { length, left });
    assert_eq!(read_length(&[0xbf, 0xff, 0xff, 0xff]), past(LARGEST));
    assert_eq!(read_length(&[0x7f, 0xff]), past(0x3fff));
    assert_eq!(read_length(&[0x3f]), past(0x3f));
}

#[test]
fn lengths_that_are_none_are_rejected() {
    for (octets, kind) in [
        (&[][..], Fault::Truncated),
        (&[0x40], Fault::Truncated),
        (&[0x80, 0x00, 0x40], Fault::Truncated),
        (&[0x40, 0x3f], Fault::NonMinimalLength),
        (&[0x80, 0x00, 0x3f, 0xff], Fault::NonMinimalLength),
        (&[0xc0], Fault::BadLengthPrefix),
        (&[0xc0, 0, 0, 0, 0x40, 0, 0, 0], Fault::BadLengthPrefix),
        (&[0xff; 8], Fault::BadLengthPrefix),
    ] {
        assert_eq!(fault(octets), Error { kind, offset: 0, path: "data".into() }, "{octets:?}");
    }
}

#[test]
fn an_element_stays_inside_its_vector() {
    let limits = Limits::default();
    let read = |octets: &[u8]| {
        Reader::new(octets, &limits).whole("Test", MOST, |reader| {
            reader.field("list", |reader| reader.list(usize::MAX, Reader::u16))
        })
    };
    assert_eq!(read(&[2, 0, 1]), Ok(vec![1]));
    let cut = Error { kind: Fault::Truncated, offset: 3, path: "list[1]".into() };
    assert_eq!(read(&[3, 0, 1, 0, 2]), Err(cut));
    let kind = Fault::TrailingBytes { count: 2 };
    assert_eq!(read(&[2, 0, 1, 0, 2]), Err(Error { kind, offset: 3, path: "Test".into() }));
}

#[test]
fn what_a_block_leaves_over_is_an_error() {
    let limits = Limits::default();
    let read = Reader::new(&[3, 7, 8, 9], &limits)
        .whole("Test", MOST, |reader| reader.field("block", |reader| reader.block(Reader::u8)));
    let kind = Fault::TrailingBytes { count: 2 };
    assert_eq!(read, Err(Error { kind, offset: 2, path: "block".into() }));
}

#[test]
fn a_long_vector_takes_no_memory_before_its_octets() {
    // 2^30-1 octets announced, four there.
    let error = fault(&[0xbf, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    assert_eq!(error.kind, Fault::LengthPastEnd { length: LARGEST, left: 4 });
}

#[test]
fn the_size_limit_itself_passes() {
    let octets = [3, 1, 2, 3];
    let limits = Limits::default();
    let read = |limit| {
        Reader::new(&octets, &limits)
            .whole("Test", limit, |reader| reader.opaque().map(<[u8]>::to_vec))
    };
    let write = |limit| Writer::whole("Test", &limits, limit, |writer| writer.opaque(&[1, 2, 3]));
    assert_eq!(read(4), Ok(vec![1, 2, 3]));
    assert_eq!(write(4), Ok(octets.to_vec()));
    let kind = Fault::Limit { limit: 3 };
    assert_eq!(read(3), Err(Error { kind, offset: 3, path: "Test".into() }));
    assert_eq!(write(3), Err(Error { kind, offset: 4, path: "Test".into() }));
}
