//! Rules of the draft that no vector covers.

use admit::credential::error::{
    CborFault, CoseFault, DisclosureFault, KeyBindingFault, SdCwtFault,
};
use admit::credential::tree::Value;
use admit::credential::{DigestMode, Envelope, ErrorKind};
use admit::format::Format;
use admit::limits::Limits;

use super::build::Cbor::{Bytes, Int, List, Map, Raw, Tag};
use super::build::{
    Cbor, REDACTED, Token, binding, digest, digests, disclosure, element, message, text,
};
use super::{deterministic, effective, error, read_as};

fn disclosure_fault(fault: DisclosureFault) -> Option<ErrorKind> {
    Some(ErrorKind::Disclosure(fault))
}

/// A token whose one redacted member is disclosed so.
fn member(content: Vec<u8>) -> Vec<u8> {
    let claims = [(REDACTED, digests([digest(&content)]))];
    Token::new(claims).disclosing(&[content]).octets()
}

#[test]
fn a_member_is_salt_value_and_key() {
    let claim = |key: Cbor| member(disclosure(1, [Int(7), key]));
    assert_eq!(effective(&claim(Int(500))).map(|claims| claims.len()), {
        let plain = Token::new([(Int(500), Int(7))]).octets();
        effective(&plain).map(|claims| claims.len())
    });
    for key in [text("department"), text(&"k".repeat(255)), Int(-70000), Raw(vec![0x18, 0x02])] {
        assert_eq!(error(&claim(key.clone())), None, "{key:?}");
    }
    for key in
        [text(&"k".repeat(256)), Bytes(vec![1]), List(vec![]), Tag(2, Box::new(Bytes(vec![1])))]
    {
        assert_eq!(error(&claim(key.clone())), disclosure_fault(DisclosureFault::Shape), "{key:?}");
    }
    assert_eq!(error(&claim(REDACTED)), disclosure_fault(DisclosureFault::ReservedName));
    let four = disclosure(1, [Int(7), Int(500), Int(0)]);
    assert_eq!(error(&member(four)), disclosure_fault(DisclosureFault::Shape));
    let no_salt = List(vec![Int(1), Int(7), Int(500)]).octets();
    assert_eq!(error(&member(no_salt)), disclosure_fault(DisclosureFault::Shape));
    let long_salt = List(vec![Bytes(vec![0; 17]), Int(7), Int(500)]).octets();
    assert_eq!(error(&member(long_salt)), disclosure_fault(DisclosureFault::Salt));
}

#[test]
fn claims_that_are_never_redacted() {
    for key in [1, 3, 4, 5, 6, 7, 8, 39] {
        let found = error(&member(disclosure(1, [Int(7), Int(key)])));
        assert_eq!(found, disclosure_fault(DisclosureFault::NeverRedacted), "{key}");
        // Below the root the same numbers mean something else.
        let inner = disclosure(1, [Int(7), Int(key)]);
        let place = Map(vec![(REDACTED, digests([digest(&inner)]))]);
        let token = Token::new([(Int(503), place)]).disclosing(&[inner]);
        assert_eq!(error(&token.octets()), None, "{key}");
    }
    assert_eq!(error(&member(disclosure(1, [text("mimi://a/u/b"), Int(2)]))), None);
}

#[test]
fn each_disclosure_has_its_place() {
    let claim = disclosure(1, [Int(7), Int(500)]);
    let item = disclosure(2, [Int(7)]);
    let list = |digest| (Int(502), List(vec![element(digest)]));
    let place = disclosure_fault(DisclosureFault::Place);
    assert_eq!(error(&Token::new([list(digest(&claim))]).disclosing([&claim]).octets()), place);
    assert_eq!(error(&member(item.clone())), place);
    let twice = Token::new([list(digest(&item))]).disclosing([&item, &item]);
    assert_eq!(error(&twice.octets()), disclosure_fault(DisclosureFault::Twice));
    let both = Token::new([list(digest(&item)), (Int(505), List(vec![element(digest(&item))]))]);
    assert_eq!(error(&both.octets()), disclosure_fault(DisclosureFault::DigestTwice));
    assert_eq!(
        error(&both.disclosing(&[item]).octets()),
        disclosure_fault(DisclosureFault::DigestTwice)
    );
}

#[test]
fn a_disclosed_value_may_not_hide_marks() {
    for value in [
        Tag(58, Box::new(Int(1))),
        element(vec![0; 32]),
        REDACTED,
        Map(vec![(Tag(58, Box::new(Int(1))), Int(1))]),
        Map(vec![(Bytes(vec![1]), Int(1))]),
        Raw(vec![0x9f, 0x01, 0xff]),
    ] {
        let found = error(&member(disclosure(1, [value.clone(), Int(500)])));
        assert!(found.is_some(), "{value:?}");
    }
    let nested = List(vec![element(vec![0; 32])]);
    assert_eq!(error(&member(disclosure(1, [nested, Int(500)]))), None, "a digest withholds");
}

#[test]
fn disclosures_are_a_list_of_byte_strings() {
    let list = disclosure_fault(DisclosureFault::List);
    for value in [List(vec![]), Map(vec![]), Int(0), List(vec![Int(1)]), List(vec![text("a")])] {
        let token = Token::new([]).unprotecting(17, value.clone());
        assert_eq!(error(&token.octets()), list, "{value:?}");
        let token = Token::new([]).unprotecting(171, value.clone());
        assert_eq!(error(&token.octets()), list, "encrypted: {value:?}");
    }
    let octets = || Bytes(vec![0; 16]);
    for parts in [vec![octets(); 2], vec![octets(); 4], vec![octets(), octets(), Int(1)]] {
        let token = Token::new([]).unprotecting(171, List(vec![List(parts.clone())]));
        assert_eq!(error(&token.octets()), list, "{parts:?}");
    }
}

#[test]
fn encrypted_disclosures_are_withheld() {
    let hidden = digest(b"whatever");
    let entry = List(vec![Bytes(vec![0; 16]); 3]);
    let token = Token::new([(REDACTED, digests([hidden]))])
        .unprotecting(171, List(vec![entry.clone(), entry]))
        .octets();
    let found = read_as(&token, DigestMode::default(), |envelope, claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        (map.len(), map.withheld, envelope.sd_cwt().unwrap().encrypted_disclosures())
    });
    assert_eq!(found, Ok((2, 1, 2)));
}

#[test]
fn too_many_disclosures() {
    let limits = Limits { disclosures: 2, ..Limits::default() };
    let disclosures: Vec<_> = (0..3).map(|salt| disclosure(salt, [Int(7)])).collect();
    let of = |count: usize| {
        let elements = disclosures.iter().map(|content| element(digest(content))).collect();
        Token::new([(Int(502), List(elements))]).disclosing(&disclosures[..count]).octets()
    };
    let open = |octets: &[u8]| Envelope::open(octets, None, None, &limits).map(|_| ());
    assert_eq!(open(&of(2)), Ok(()));
    let kind = open(&of(3)).unwrap_err().kind;
    assert_eq!(kind, ErrorKind::TooManyDisclosures { limit: 2 });
}

#[test]
fn nesting_is_bounded_across_disclosures() {
    let chain = |links: u8| {
        let mut disclosures: Vec<Vec<u8>> = Vec::new();
        let mut value = Int(7);
        for salt in 0..links {
            let content = disclosure(salt, [value]);
            value = List(vec![element(digest(&content))]);
            disclosures.push(content);
        }
        Token::new([(Int(502), value)]).disclosing(&disclosures).octets()
    };
    // The root, one list for each link, and the tag of the digest in the last.
    assert_eq!(error(&chain(62)), None);
    assert_eq!(error(&chain(63)), Some(ErrorKind::TooDeep { limit: 64 }));
    assert_eq!(error(&chain(255)), Some(ErrorKind::TooDeep { limit: 64 }));
}

#[test]
fn parameters_stand_in_their_header() {
    let place = Some(ErrorKind::Cose(CoseFault::Place));
    let content = disclosure(1, [Int(7), Int(500)]);
    for (label, value) in [
        (13, message(Map(vec![]), Map(vec![]), Map(vec![]))),
        (15, Map(vec![])),
        (170, Int(-16)),
        (172, Int(1)),
    ] {
        let token = Token::new([]).unprotecting(label, value);
        assert_eq!(error(&token.octets()), place, "{label}");
    }
    let lists = [(17, List(vec![Bytes(content)])), (171, List(vec![List(vec![Bytes(vec![]); 3])]))];
    for (label, value) in lists {
        assert_eq!(error(&Token::new([]).protecting(label, value).octets()), place, "{label}");
    }
    let untyped = Token::new([]).typed(None).unprotecting(16, Int(293));
    assert_eq!(error(&untyped.octets()), None, "a CWT with a parameter that says nothing");
    let octets = untyped.octets();
    let named = Envelope::open(&octets, Some(Format::SdCwt), None, &Limits::default());
    assert_eq!(named.err().map(|error| error.kind), place);
}

#[test]
fn headers_hold_no_marks() {
    for value in [
        element(vec![0; 32]),
        List(vec![element(vec![0; 32])]),
        List(vec![REDACTED]),
        Tag(62, Box::new(Int(1))),
    ] {
        let mark = disclosure_fault(DisclosureFault::Mark);
        assert_eq!(
            error(&Token::new([]).protecting(900, value.clone()).octets()),
            mark,
            "{value:?}"
        );
        assert_eq!(
            error(&Token::new([]).unprotecting(900, value.clone()).octets()),
            mark,
            "{value:?}"
        );
        let bound = Token::new([]).bound(binding()).protecting(900, value.clone());
        assert_eq!(error(&bound.octets()), mark, "{value:?}");
        let mut bound = Token::new([]).bound(binding());
        bound.payload.push((Int(900), value.clone()));
        assert_eq!(error(&bound.octets()), mark, "{value:?}");
    }
    let redacted = Map(vec![(REDACTED, List(vec![]))]);
    let found = error(&Token::new([]).protecting(900, redacted).octets());
    assert_eq!(found, disclosure_fault(DisclosureFault::Mark), "only claims have redacted keys");
}

#[test]
fn the_type_is_said() {
    let typed = |typ: Option<Cbor>| {
        let octets = Token::new([]).typed(typ).octets();
        let limits = Limits::default();
        let opened = Envelope::open(&octets, Some(Format::SdCwt), None, &limits).map(|_| ());
        opened.map_err(|error| error.kind)
    };
    for typ in [Int(293), text("application/sd-cwt"), text("application/badge+sd-cwt")] {
        assert_eq!(typed(Some(typ.clone())), Ok(()), "{typ:?}");
    }
    for typ in [Some(Int(61)), Some(text("application/cwt")), Some(text("sd-cwt2")), None] {
        assert_eq!(typed(typ.clone()), Err(ErrorKind::SdCwt(SdCwtFault::Type)), "{typ:?}");
    }
    let mut alone = Token::new([]).typed(Some(Int(294)));
    alone.payload = binding();
    let nothing = ErrorKind::KeyBinding(KeyBindingFault::NoCredential);
    assert_eq!(error(&alone.octets()), Some(nothing));
}

#[test]
fn a_key_is_bound() {
    let mut token = Token::new([]);
    token.payload.retain(|(key, _)| *key != Int(8));
    let missing = Some(ErrorKind::SdCwt(SdCwtFault::NoConfirmation));
    assert_eq!(error(&token.octets()), missing);
    token.payload.push((Int(8), Int(1)));
    assert_eq!(error(&token.octets()), missing);
}

#[test]
fn claims_of_the_header_are_claims() {
    let content = disclosure(1, [text("quiet"), text("wish")]);
    let claims = |value: i64| {
        Map(vec![
            (Int(1), text("https://issuer.example")),
            (Int(600), Int(value)),
            (REDACTED, digests([digest(&content), vec![0; 32]])),
        ])
    };
    let token = Token::new([(Int(600), Int(1))]).protecting(15, claims(1)).disclosing([&content]);
    let expected = Token::new([(Int(600), Int(1)), (text("wish"), text("quiet"))]);
    assert_eq!(effective(&token.octets()), effective(&expected.octets()));
    let withheld = read_as(&token.octets(), DigestMode::default(), |_, claims| {
        let Value::Map(map) = &claims.root.value else { panic!("no map") };
        map.withheld
    });
    assert_eq!(withheld, Ok(1));
    let other = Token::new([(Int(600), Int(1))]).protecting(15, claims(2)).disclosing([&content]);
    assert_eq!(error(&other.octets()), Some(ErrorKind::SdCwt(SdCwtFault::Disagree)));
    let no_map = Token::new([]).protecting(15, Int(1));
    assert_eq!(error(&no_map.octets()), Some(ErrorKind::NotAMap));
    let early = Map(vec![(Int(4), Int(10)), (Int(5), Int(20))]);
    let found = error(&Token::new([]).protecting(15, early).octets());
    assert_eq!(found, Some(ErrorKind::SdCwt(SdCwtFault::Times)), "its dates count");
}

/// `(exp, nbf, iat)`, in any order.
fn dates(dates: [Option<Cbor>; 3]) -> Vec<(Cbor, Cbor)> {
    let keys = [Int(4), Int(5), Int(6)];
    keys.into_iter().zip(dates).filter_map(|(key, date)| Some((key, date?))).collect()
}

#[test]
fn dates_are_finite_and_in_order() {
    let float = |bits: u64| Raw([&[0xfb], &bits.to_be_bytes()[..]].concat());
    let found = |exp, nbf, iat| error(&Token::new(dates([exp, nbf, iat])).octets());
    let (five, six) = (|| Some(Int(5)), || Some(Int(6)));
    assert_eq!(found(six(), five(), five()), None);
    assert_eq!(found(six(), None, None), None);
    assert_eq!(found(Some(float(6.0f64.to_bits())), five(), Some(float(5.5f64.to_bits()))), None);
    let times = Some(ErrorKind::SdCwt(SdCwtFault::Times));
    for (exp, nbf, iat) in [
        (five(), five(), None),
        (five(), None, five()),
        (None, six(), five()),
        (Some(float(4.5f64.to_bits())), five(), None),
    ] {
        assert_eq!(found(exp, nbf, iat), times);
    }
    for date in [
        text("6"),
        Tag(1, Box::new(Int(6))),
        float(f64::NAN.to_bits()),
        float(f64::INFINITY.to_bits()),
        float(9_007_199_254_740_994f64.to_bits()),
        List(vec![]),
    ] {
        let fault = Some(ErrorKind::SdCwt(SdCwtFault::Date));
        assert_eq!(found(None, None, Some(date.clone())), fault, "{date:?}");
    }
}

#[test]
fn a_key_binding_token_says_for_whom_and_when() {
    let bound = |claims: Vec<(Cbor, Cbor)>| error(&Token::new([]).bound(claims).octets());
    let aud = || (Int(3), text("mimi://example.com/r/clubhouse"));
    let claim = Some(ErrorKind::KeyBinding(KeyBindingFault::Claim));
    assert_eq!(bound(binding()), None);
    assert_eq!(bound(vec![aud(), (Int(7), Bytes(vec![1]))]), None, "`cti` will do");
    assert_eq!(bound(vec![(Int(3), List(vec![text("a"), text("b")])), (Int(6), Int(1))]), None);
    for claims in [
        vec![aud()],
        vec![(Int(6), Int(1))],
        vec![(Int(3), Int(1)), (Int(6), Int(1))],
        vec![(Int(3), List(vec![])), (Int(6), Int(1))],
        vec![aud(), (Int(7), text("1"))],
        vec![aud(), (Int(6), Int(1)), (Int(39), text("nonce"))],
        vec![aud(), (Int(7), Bytes(vec![1])), (Int(4), Int(5))],
        vec![aud(), (Int(7), Bytes(vec![1])), (Int(5), Int(5))],
    ] {
        assert_eq!(bound(claims.clone()), claim, "{claims:?}");
    }
    let times = Some(ErrorKind::KeyBinding(KeyBindingFault::Times));
    assert_eq!(bound([vec![aud()], dates([Some(Int(5)), None, Some(Int(5))])].concat()), times);
}

#[test]
fn a_key_binding_token_is_good_while_its_credential_is() {
    let found = |credential: [Option<i64>; 3], holder: [Option<i64>; 3]| {
        let as_dates = |times: [Option<i64>; 3]| dates(times.map(|time| time.map(Int)));
        let aud = (Int(3), text("mimi://example.com/r/clubhouse"));
        let claims = [vec![aud], as_dates(holder)].concat();
        error(&Token::new(as_dates(credential)).bound(claims).octets())
    };
    let credential = [Some(100), Some(10), Some(20)];
    assert_eq!(found(credential, [Some(100), Some(10), Some(20)]), None);
    assert_eq!(found(credential, [Some(99), Some(11), Some(21)]), None);
    assert_eq!(found([None, None, None], [Some(99), Some(1), Some(2)]), None);
    let times = Some(ErrorKind::KeyBinding(KeyBindingFault::Times));
    for holder in [
        [Some(101), None, Some(30)],
        [None, Some(9), Some(30)],
        [None, None, Some(19)],
        [None, None, Some(100)],
    ] {
        assert_eq!(found(credential, holder), times, "{holder:?}");
    }
    assert_eq!(found([None, Some(10), None], [None, None, Some(9)]), times);
}

#[test]
fn a_key_binding_token_holds_one_credential() {
    let inside = |value: Cbor| {
        let mut token = Token::new([]).bound(binding());
        token.protected.retain(|(label, _)| *label != Int(13));
        error(&token.protecting(13, value).octets())
    };
    assert_eq!(inside(Token::new([]).cbor()), None);
    for value in [Int(1), Map(vec![]), Bytes(Token::new([]).octets()), List(vec![])] {
        assert!(inside(value.clone()).is_some(), "{value:?}");
    }
    let plain =
        message(Map(vec![(Int(1), Int(-35))]), Map(vec![]), Map(vec![(Int(8), Map(vec![]))]));
    assert_eq!(inside(plain), Some(ErrorKind::SdCwt(SdCwtFault::Type)));
    let again = Token::new([]).bound(binding()).cbor();
    assert_eq!(inside(again), Some(ErrorKind::SdCwt(SdCwtFault::Type)), "no token in a token");
    for label in [17, 171] {
        let value = List(vec![Bytes(vec![])]);
        let token = Token::new([]).bound(binding()).unprotecting(label, value);
        let forbidden = ErrorKind::KeyBinding(KeyBindingFault::Forbidden);
        assert_eq!(error(&token.octets()), Some(forbidden), "{label}");
    }
}

#[test]
fn digests_are_over_what_was_received() {
    // The byte string's head is longer than it has to be; over the content that changes nothing.
    let content = disclosure(1, [Int(7), Int(500)]);
    let head = [&[0x59, 0, u8::try_from(content.len()).unwrap()], &content[..]].concat();
    let of = |digest: Vec<u8>| {
        let token = Token::new([(REDACTED, digests([digest]))]);
        token.unprotecting(17, List(vec![Raw(head.clone())])).octets()
    };
    let as_mode = |octets: &[u8], mode| super::effective_as(octets, mode).map(drop);
    assert_eq!(as_mode(&of(digest(&content)), DigestMode::Content), Ok(()));
    assert_eq!(as_mode(&of(digest(&head)), DigestMode::EncodedBstr), Ok(()));
    let shortest = digest(&Bytes(content.clone()).octets());
    assert!(as_mode(&of(shortest), DigestMode::EncodedBstr).is_err());
}

#[test]
fn one_mode_for_a_token() {
    let (one, other) = (disclosure(1, [Int(7), Int(500)]), disclosure(2, [Int(7), Int(501)]));
    let mixed = [digest(&one), digest(&Bytes(other.clone()).octets())];
    let token = Token::new([(REDACTED, digests(mixed))]).disclosing([&one, &other]).octets();
    for mode in DigestMode::ALL {
        let kind = super::effective_as(&token, mode).unwrap_err().kind;
        assert_eq!(kind, ErrorKind::Disclosure(DisclosureFault::Unreferenced), "{mode:?}");
        assert_eq!(DigestMode::from_word(mode.word()), Some(mode));
    }
    assert_eq!(DigestMode::default(), DigestMode::Content);
    assert_eq!(DigestMode::from_word("bstr"), None);
}

#[test]
fn bare_claims_keep_to_the_rules_of_claims() {
    let limits = Limits::default();
    let read = |octets: &[u8]| {
        let envelope = Envelope::open(octets, Some(Format::SdCwt), None, &limits).unwrap();
        envelope.claims(&limits).map(|_| ()).map_err(|error| error.kind)
    };
    assert_eq!(read(&Map(vec![(REDACTED, digests([vec![1; 32]]))]).octets()), Ok(()));
    let key = ErrorKind::Cbor { fault: CborFault::Key, offset: 1 };
    assert_eq!(read(&Map(vec![(Bytes(vec![1]), Int(1))]).octets()), Err(key));
    let length = ErrorKind::Cbor { fault: CborFault::IndefiniteLength, offset: 0 };
    assert_eq!(read(&[0xbf, 0x01, 0x01, 0xff]), Err(length));
}

#[test]
fn errors_have_words() {
    let octets = member(List(vec![Bytes(vec![0; 4]), Int(7), Int(500)]).octets());
    let error = effective(&octets).unwrap_err();
    assert_eq!(error.to_string(), "a salt is not of 16 octets, at `disclosures / [0]`");
    let bound = Token::new([]).bound([(Int(2), text("me"))]).octets();
    let error = effective(&bound).unwrap_err();
    assert_eq!(error.to_string(), "a key binding must not have this, at `key binding / h'02'`");
    assert_eq!(deterministic(&Int(5).octets()), [5]);
}
