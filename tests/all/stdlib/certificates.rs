//! `std.x509` and `std.mimi` on real certificates, through the bytes of a policy.

use admit::credential::Envelope;
use admit::eval::Policy;
use admit::format::Format;
use admit::limits::Limits;
use admit::rule::lower::{Options, lower};
use admit::wire;

use super::check;
use crate::support::vectors;

/// Whether a policy with this rule alone, encoded and decoded, admits the certificate.
fn admits(rule: &str, certificate: &str) -> bool {
    let policy = format!(
        "policy \"test\"
         use std.x509
         use std.mimi
         role member = 2 {{ can join_if_preauthorized }}
         admit {rule}"
    );
    let outcome = check(&policy);
    let errors: Vec<_> = outcome.diagnostics.iter().map(|found| &found.message).collect();
    let checked = outcome.policy.unwrap_or_else(|| panic!("{rule}: {errors:#?}"));
    let lowered = lower(&checked, &Options::default()).unwrap_or_else(|e| panic!("{rule}: {e:#?}"));
    let octets = wire::encode(&lowered.preauth, &Limits::default()).unwrap();
    let profile = lowered.preauth.profile();
    let decoded = wire::decode(profile, &octets, &Limits::default()).unwrap();
    let path = vectors().join("x509").join(certificate);
    let der = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let limits = Limits::default();
    let envelope = Envelope::open(&der, Some(Format::X509), None, &limits).unwrap();
    let claims = envelope.claims(&limits).unwrap();
    Policy::prepare(&decoded).decide_on_unverified_claims(&claims).role().is_some()
}

fn fits(certificate: &str, conditions: &[(&str, bool)]) {
    assert!(!conditions.is_empty());
    for (condition, expected) in conditions {
        let rule = format!("x509.Certificate as member where {condition}");
        assert_eq!(admits(&rule, certificate), *expected, "{certificate}: {condition}");
    }
}

#[test]
fn the_certificate_itself() {
    fits(
        "mimi-derived/rich-names.der",
        &[
            ("version == 2", true),
            ("serial == 7", true),
            ("serial == 8", false),
            ("signature_algorithm == x509.ed25519", true),
            ("signature_algorithm == x509.rsa_pss", false),
            ("key_algorithm == 1.3.101.112", true),
            ("public_key exists", true),
            ("not_before == 2022-07-06", true),
            ("not_after > 2040-01-01", true),
            ("not_after < 2040-01-01", false),
            ("subject_unique_id is absent", true),
            ("key_usage == x509.digital_signature", false),
            ("key_usage == h'88'", true),
            ("extended_key_usage contains x509.client_auth", true),
            ("extended_key_usage contains x509.server_auth", false),
            ("is_authority is absent", true),
            ("subject_key_id exists and authority_key_id exists", true),
            ("crl_distribution_points exists", false),
        ],
    );
    fits(
        "mimi-derived/handle-ca.der",
        &[("is_authority", true), ("path_length == 0", true), ("path_length > 0", false)],
    );
    fits("x509-parser/unique_ids.der", &[("subject_unique_id exists", true)]);
    fits("x509-parser/v1.der", &[("version is absent", true), ("subject_alt_names exists", false)]);
}

#[test]
fn subjects_and_issuers() {
    fits(
        "mimi-derived/rich-names.der",
        &[
            ("common_name == \"Alice M. Smith\"", true),
            ("subject.common_name == \"Alice M. Smith\"", true),
            ("issuer.common_name == \"acme.example.com\"", true),
            ("issuer.common_name == \"Alice M. Smith\"", false),
            ("surname == \"Smith\"", true),
            ("given_name == \"alice\" ignoring case", true),
            ("state_or_province == \"Québec\"", true),
            ("organizational_unit == \"Engineering\"", true),
            ("organizational_unit == \"Platform\"", false),
            ("user_id == \"asmith\"", true),
            ("domain_component == \"com\"", true),
            ("email_address.host under \"example.com\"", true),
            ("pseudonym == \"crazykoala75\"", true),
            ("organization_identifier starts with \"NTRCA\"", true),
            ("serial_number == \"0042\"", true),
            ("title == \"Manager\"", true),
            ("postal_code is absent", true),
        ],
    );
    fits("mimi-derived/cn-nul.der", &[("common_name == \"alice\"", false)]);
}

#[test]
fn further_names() {
    fits(
        "mimi-derived/rich-names.der",
        &[
            ("subject_alt_names[uri.host == \"provider.example\"] exists", true),
            (
                "subject_alt_names[mimi_uri.user_id == \"alice.smith\" and mimi_uri.host == \"example.com\"] exists",
                true,
            ),
            (
                "subject_alt_names[mimi_uri.user_id == \"bob\" and mimi_uri.host == \"example.com\"] exists",
                false,
            ),
            ("subject_alt_names[uri_text == \"im:alice.smith@example.com\"] exists", true),
            (
                "subject_alt_names[email.host == \"example.com\"].email.user == \"alice.smith\"",
                true,
            ),
            ("subject_alt_names[email_text == \"Alice.Smith@EXAMPLE.COM\"] exists", true),
            ("subject_alt_names[dns == \"EXAMPLE.com\"] exists", true),
            ("subject_alt_names[dns_text == \"*.wild.example\"] exists", true),
            ("subject_alt_names[dns under \"wild.example\"] exists", false),
            ("subject_alt_names[directory.common_name == \"Alice M. Smith\"] exists", true),
            ("subject_alt_names[directory.country == \"US\"] exists", false),
            ("subject_alt_names[ip == h'c0000207'] exists", true),
            ("subject_alt_names[ip.length == 16] exists", true),
            ("subject_alt_names[registered_id == 1.3.6.1.4.1.99999.42] exists", true),
            ("subject_alt_names[registered_id == 1.3.6.1.4.1.99999.43] exists", false),
            ("subject_alt_names[other.xmpp_address == \"alice.smith@example.com\"] exists", true),
            ("subject_alt_names[other.kind == x509.smtp_utf8_mailbox] exists", true),
            ("subject_alt_names[other.smtp_utf8_mailbox starts with \"mé\"] exists", true),
            (
                "subject_alt_names[other.user_principal_name == \"alice@corp.example.com\"] exists",
                true,
            ),
            ("subject_alt_names[other.dns_service ends with \"example.com\"] exists", true),
            ("issuer_alt_names[dns == \"acme.example.com\"] exists", true),
            ("issuer_alt_names[directory.organization == \"example.com\"] exists", true),
        ],
    );
}

#[test]
fn identities_in_mimi() {
    let device = "mimi-derived/device.der";
    let host = "identities[uri.host == \"example.com\"]";
    for (condition, expected) in [
        (format!("{host}.uri.path starts with \"/d/\""), true),
        (format!("{host}.uri.device_id == \"04c7\""), true),
        (format!("issuer_{host}.uri.user_id == \"alice.smith\""), true),
        (format!("issuer_{host}.uri.user_id == \"bob\""), false),
        ("organization == \"example.com\"".to_owned(), true),
    ] {
        let rule = format!("mimi.Certificate as member where {condition}");
        assert_eq!(admits(&rule, device), expected, "{condition}");
    }
}
