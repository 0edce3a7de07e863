//! Name constraints: which names an issuer may certify, form by form.

use admit::limits::Limits;
use admit::verify::{Error, ErrorKind, NameForm, PathFault, Place, Trust, Verification, x509};

use super::at;
use super::issue::{Certificate, Signer, attributes, der, general, name_of, oid_of, seq};

const EMAIL: u8 = 1;
const DNS: u8 = 2;
const URI: u8 = 6;

/// The verdict on a leaf below a root: what the root permits and excludes, and the leaf's names.
fn check(
    permitted: &[Vec<u8>],
    excluded: &[Vec<u8>],
    leaf: &Certificate,
) -> Result<Verification, Error> {
    let root = Certificate::authority("root", None).constrained(permitted, excluded);
    below(&root, leaf)
}

fn below(root: &Certificate, leaf: &Certificate) -> Result<Verification, Error> {
    let [issuer, key] = [1, 2].map(Signer::ed25519);
    let limits = Limits::default();
    let mut trust = Trust::default();
    trust.add_anchors(&root.issue("root", &issuer, &issuer), &limits)?;
    let leaf = leaf.issue("root", &issuer, &key);
    x509::verify(&[leaf], trust.anchors(), &at(1_735_689_600), &limits)
}

fn fault(result: Result<Verification, Error>) -> Option<PathFault> {
    match result {
        Ok(_) => None,
        Err(Error { kind: ErrorKind::Path(fault), .. }) => Some(fault),
        Err(other) => panic!("{other:?}"),
    }
}

fn named(names: &[Vec<u8>]) -> Certificate {
    Certificate::leaf("leaf").named(names)
}

/// Whether a constraint covers a name: permitted alone, it is allowed; excluded, it is not.
fn covers(tag: u8, constraint: &str, name: &str) -> bool {
    let (constraint, leaf) = (general(tag, constraint), named(&[general(tag, name)]));
    let permitted = fault(check(std::slice::from_ref(&constraint), &[], &leaf));
    let excluded = fault(check(&[], &[constraint], &leaf));
    match (permitted, excluded) {
        (None, Some(PathFault::Name(_))) => true,
        (Some(PathFault::Name(_)), None) => false,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn dns_names() {
    for (constraint, name, inside) in [
        ("example.com", "example.com", true),
        ("example.com", "a.b.EXAMPLE.com", true),
        ("Example.COM", "example.com", true),
        ("example.com", "notexample.com", false),
        ("example.com", "example.com.evil.example", false),
        ("example.com", "com", false),
        ("a.example.com", "example.com", false),
        ("", "anything.example", true),
        ("example.com", "*.example.com", true),
        ("example.com", "*.sub.example.com", true),
    ] {
        assert_eq!(covers(DNS, constraint, name), inside, "{constraint} {name}");
    }
}

#[test]
fn wildcards_lie_on_both_sides_of_a_border() {
    let constraint = [general(DNS, "host.example.com")];
    let leaf = named(&[general(DNS, "*.example.com")]);
    let name = Some(PathFault::Name(NameForm::Dns));
    assert_eq!(fault(check(&constraint, &[], &leaf)), name, "not all it stands for is permitted");
    assert_eq!(fault(check(&[], &constraint, &leaf)), name, "some it stands for is excluded");
}

#[test]
fn uris() {
    for (constraint, name, inside) in [
        ("example.com", "mimi://example.com/u/ann", true),
        ("example.com", "https://EXAMPLE.com:8443/path", true),
        ("example.com", "mimi://sub.example.com/u/ann", false),
        (".example.com", "mimi://sub.example.com/u/ann", true),
        (".example.com", "mimi://a.b.example.com/u/ann", true),
        (".example.com", "mimi://example.com/u/ann", false),
        (".example.com", "mimi://badexample.com/u/ann", false),
        ("example.com", "mimi://example.com@evil.example/u/ann", false),
        ("example.com", "mimi://ex%61mple.com/u/ann", true),
    ] {
        assert_eq!(covers(URI, constraint, name), inside, "{constraint} {name}");
    }
}

#[test]
fn e_mail_addresses() {
    for (constraint, name, inside) in [
        ("ann@example.com", "ann@example.com", true),
        ("ann@example.com", "ann@EXAMPLE.com", true),
        ("ann@example.com", "Ann@example.com", false),
        ("ann@example.com", "bob@example.com", false),
        ("example.com", "ann@example.com", true),
        ("example.com", "ann@sub.example.com", false),
        (".example.com", "ann@sub.example.com", true),
        (".example.com", "ann@example.com", false),
    ] {
        assert_eq!(covers(EMAIL, constraint, name), inside, "{constraint} {name}");
    }
}

#[test]
fn addresses_in_subjects_are_addresses() {
    let subject = |address: &str| {
        let mut leaf = Certificate::leaf("");
        leaf.subject = attributes(&[(&[1, 2, 840, 113_549, 1, 9, 1], 22, address)]);
        leaf
    };
    let constraint = [general(EMAIL, "example.com")];
    assert_eq!(fault(check(&constraint, &[], &subject("ann@example.com"))), None);
    let name = Some(PathFault::Name(NameForm::Email));
    assert_eq!(fault(check(&constraint, &[], &subject("ann@evil.example"))), name);
    // Also beside a subjectAltName, since rules can read it.
    let both = subject("ann@evil.example").named(&[general(EMAIL, "ann@example.com")]);
    assert_eq!(fault(check(&constraint, &[], &both)), name);
}

#[test]
fn ip_addresses() {
    let ip = |octets: &[u8]| der(0x87, octets);
    let network = ip(&[192, 0, 2, 0, 255, 255, 255, 0]);
    let leaf = |octets: &[u8]| named(&[ip(octets)]);
    let name = Some(PathFault::Name(NameForm::Ip));
    let permitted =
        |octets: &[u8]| fault(check(std::slice::from_ref(&network), &[], &leaf(octets)));
    assert_eq!(permitted(&[192, 0, 2, 7]), None);
    assert_eq!(permitted(&[192, 0, 3, 7]), name);
    assert_eq!(permitted(&[0; 16]), name);
    assert_eq!(permitted(&[192, 0, 2]), Some(PathFault::UnreadableName(NameForm::Ip)));
    let all = ip(&[0; 8]);
    assert_eq!(fault(check(&[], &[all], &leaf(&[192, 0, 2, 7]))), name);
    for bad in
        [&[192, 0, 2, 0][..], &[0; 16], &[192, 0, 2, 0, 255, 0, 255, 0], &[1, 1, 1, 1, 0, 0, 0, 1]]
    {
        let result = fault(check(&[ip(bad)], &[], &leaf(&[192, 0, 2, 7])));
        assert_eq!(result, Some(PathFault::Constraint(NameForm::Ip)), "{bad:?}");
    }
}

#[test]
fn directory_names() {
    let country: (&[u32], u8, &str) = (&[2, 5, 4, 6], 19, "DE");
    let dn = |organization: &str, rest: &[(&[u32], u8, &str)]| {
        let organization: (&[u32], u8, &str) = (&[2, 5, 4, 10], 12, organization);
        attributes(&[&[country, organization][..], rest].concat())
    };
    let constraint = [der(0xa4, &dn("Example Corp", &[]))];
    let subject = |subject: Vec<u8>| Certificate { subject, ..Certificate::leaf("") };
    let name = Some(PathFault::Name(NameForm::Directory));
    let common: (&[u32], u8, &str) = (&[2, 5, 4, 3], 12, "Ann");
    for (leaf, inside) in [
        (subject(dn("Example Corp", &[common])), true),
        (subject(dn("EXAMPLE  corp", &[common])), true),
        (subject(dn("Example Corp", &[])), true),
        (subject(dn("Example", &[common])), false),
        (subject(attributes(&[country])), false),
        // Nobody has no name.
        (subject(attributes(&[])), true),
    ] {
        let permitted = fault(check(&constraint, &[], &leaf));
        assert_eq!(permitted, if inside { None } else { name.clone() });
    }
    let alternative =
        subject(dn("Example Corp", &[])).named(&[der(0xa4, &dn("Other Corp", &[common]))]);
    assert_eq!(fault(check(&constraint, &[], &alternative)), name);
    assert_eq!(fault(check(&[], &constraint, &subject(dn("Example Corp", &[common])))), name);
}

#[test]
fn names_that_cannot_be_read_are_not_let_through() {
    for (form, tag, constraint, name) in [
        (NameForm::Uri, URI, "example.com", "urn:example:ann"),
        (NameForm::Uri, URI, "example.com", "mimi://192.0.2.1/u/ann"),
        (NameForm::Uri, URI, "example.com", "mimi://[::1]/u/ann"),
        (NameForm::Uri, URI, "example.com", "not a uri"),
        (NameForm::Dns, DNS, "example.com", "192.0.2.1"),
        (NameForm::Dns, DNS, "example.com", "a b.example.com"),
        (NameForm::Dns, DNS, "example.com", ""),
        (NameForm::Dns, DNS, "example.com", "a.*.example.com"),
        (NameForm::Email, EMAIL, "example.com", "ann"),
        (NameForm::Email, EMAIL, "example.com", "\"ann\"@example.com"),
        (NameForm::Email, EMAIL, "example.com", "ann@bob@example.com"),
    ] {
        let (constraint, leaf) = ([general(tag, constraint)], named(&[general(tag, name)]));
        let unreadable = Some(PathFault::UnreadableName(form));
        assert_eq!(fault(check(&constraint, &[], &leaf)), unreadable, "{name}");
        assert_eq!(fault(check(&[], &constraint, &leaf)), unreadable, "{name}");
        // Nobody asks without a constraint on that form.
        let other = [general(if tag == DNS { EMAIL } else { DNS }, "example.com")];
        assert_eq!(fault(check(&other, &[], &leaf)), None, "{name}");
    }
}

#[test]
fn constraints_have_a_syntax() {
    for (form, tag, constraint) in [
        (NameForm::Dns, DNS, ".example.com"),
        (NameForm::Dns, DNS, "*.example.com"),
        (NameForm::Dns, DNS, "192.0.2.1"),
        (NameForm::Uri, URI, "https://example.com"),
        (NameForm::Uri, URI, ""),
        (NameForm::Uri, URI, "."),
        (NameForm::Uri, URI, "example.com:443"),
        (NameForm::Email, EMAIL, ""),
        (NameForm::Email, EMAIL, "@example.com"),
        (NameForm::Email, EMAIL, "*@example.com@"),
    ] {
        let result = fault(check(&[general(tag, constraint)], &[], &named(&[general(tag, "x")])));
        assert_eq!(result, Some(PathFault::Constraint(form)), "{constraint}");
    }
}

#[test]
fn forms_that_are_not_compared_are_refused_where_they_stand() {
    let other =
        |oid: &[u32]| der(0xa0, &[oid_of(oid), der(0xa0, &der(12, b"ann@example.com"))].concat());
    let registered = der(0x88, &[0x2a, 3]);
    let unsupported = |form| Some(PathFault::UnsupportedConstraint(form));
    for (constraint, form) in
        [(other(&[1, 2, 3]), NameForm::Other), (registered, NameForm::RegisteredId)]
    {
        let permitted = [constraint.clone()];
        let leaf = named(std::slice::from_ref(&constraint));
        assert_eq!(fault(check(&permitted, &[], &leaf)), unsupported(form));
        assert_eq!(fault(check(&[], &permitted, &leaf)), unsupported(form));
        let without = named(&[general(DNS, "example.com")]);
        assert_eq!(fault(check(&permitted, &[], &without)), None);
    }
    // A mailbox of internationalized e-mail is a mailbox.
    let mailbox = named(&[other(&[1, 3, 6, 1, 5, 5, 7, 8, 9])]);
    let unreadable = Some(PathFault::UnreadableName(NameForm::Email));
    assert_eq!(fault(check(&[general(EMAIL, "example.com")], &[], &mailbox)), unreadable);
    let any = named(&[other(&[1, 2, 3])]);
    assert_eq!(fault(check(&[general(EMAIL, "example.com")], &[], &any)), None);
}

#[test]
fn bounds_of_subtrees_are_refused() {
    let subtree = |rest: Vec<u8>| {
        let base = general(DNS, "example.com");
        seq(&[der(0xa0, &seq(&[base, rest]))])
    };
    let with = |value| {
        let root = Certificate::authority("root", None).with(&[2, 5, 29, 30], true, value);
        below(&root, &named(&[general(DNS, "example.com")]))
    };
    assert!(with(subtree(vec![])).is_ok());
    for rest in [der(0x80, &[1]), der(0x81, &[1]), [der(0x80, &[0]), der(0x81, &[9])].concat()] {
        let fault = fault(with(subtree(rest)));
        assert!(matches!(fault, Some(PathFault::Extension(_))), "{fault:?}");
    }
}

#[test]
fn all_issuers_have_to_permit() {
    let [root_key, middle_key, key] = [1, 2, 3].map(Signer::ed25519);
    let limits = Limits::default();
    let check = |root: &Certificate, middle: &Certificate, name: &str| {
        let mut trust = Trust::default();
        trust.add_anchors(&root.issue("root", &root_key, &root_key), &limits).unwrap();
        let middle = middle.issue("root", &root_key, &middle_key);
        let leaf = named(&[general(DNS, name)]).issue("middle", &middle_key, &key);
        x509::verify(&[leaf, middle], trust.anchors(), &at(1_735_689_600), &limits)
    };
    let root = |permitted: &[Vec<u8>], excluded: &[Vec<u8>]| {
        Certificate::authority("root", None).constrained(permitted, excluded)
    };
    let middle =
        |permitted: &[Vec<u8>]| Certificate::authority("middle", None).constrained(permitted, &[]);
    let (wide, narrow) = ([general(DNS, "example.com")], [general(DNS, "a.example.com")]);
    let elsewhere = [general(DNS, "example.org")];
    assert!(check(&root(&wide, &[]), &middle(&narrow), "x.a.example.com").is_ok());
    for (root, middle, name) in [
        (root(&wide, &[]), middle(&narrow), "b.example.com"),
        (root(&narrow, &[]), middle(&wide), "b.example.com"),
        (root(&wide, &[]), middle(&elsewhere), "a.example.com"),
        (root(&wide, &[]), middle(&elsewhere), "example.org"),
        (root(&wide, &narrow), middle(&wide), "a.example.com"),
    ] {
        let error = check(&root, &middle, name).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Path(PathFault::Name(NameForm::Dns)), "{name}");
        assert_eq!(error.place, Some(Place::Certificate(0)));
    }
    // The names of the authority in between are names too.
    let stray = middle(&narrow).named(&elsewhere);
    let error = check(&root(&wide, &[]), &stray, "x.a.example.com").unwrap_err();
    assert_eq!(error.place, Some(Place::Certificate(1)));
}

#[test]
fn only_authorities_constrain() {
    let mut leaf = Certificate::leaf("leaf").constrained(&[general(DNS, "example.com")], &[]);
    let root = Certificate::authority("root", None);
    assert_eq!(fault(below(&root, &leaf)), Some(PathFault::NotAnAuthority));
    leaf.subject = name_of("");
    let authority =
        Certificate::authority("leaf", None).constrained(&[general(DNS, "example.com")], &[]);
    assert_eq!(fault(below(&root, &authority)), None);
}

#[test]
fn comparisons_are_bounded() {
    let bases: Vec<_> = (0..700).map(|n| general(DNS, &format!("{n}.example.com"))).collect();
    let names: Vec<_> = (0..700).map(|n| general(DNS, &format!("{n}.example.org"))).collect();
    let result = fault(check(&[], &bases, &named(&names)));
    let limit = Limits::default().name_comparisons;
    assert_eq!(result, Some(PathFault::TooManyNames { limit }));
}
