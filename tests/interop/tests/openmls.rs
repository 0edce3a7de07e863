//! openmls carries the rules in a real group, and reads the update.

mod support;

use admit::compile::Emit;
use admit::limits::Limits;
use admit::wire;
use openmls::prelude::*;
use openmls_basic_credential::SignatureKeyPair;
use openmls_rust_crypto::OpenMlsRustCrypto;
use support::{EXAMPLES, encoded, lowered};
use tls_codec::{DeserializeBytes, Serialize};

const CIPHERSUITE: Ciphersuite = Ciphersuite::MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519;

/// A group whose GroupContext carries the extension.
fn group_with(extension: Extension) -> MlsGroup {
    let provider = OpenMlsRustCrypto::default();
    let signer = SignatureKeyPair::new(CIPHERSUITE.signature_algorithm()).unwrap();
    let holder = CredentialWithKey {
        credential: BasicCredential::new(b"mimi://example.com/u/owner".to_vec()).into(),
        signature_key: signer.to_public_vec().into(),
    };
    let capabilities = Capabilities::new(
        None,
        None,
        Some(&[ExtensionType::AppDataDictionary]),
        Some(&[ProposalType::AppDataUpdate]),
        None,
    );
    let config = MlsGroupCreateConfig::builder()
        .ciphersuite(CIPHERSUITE)
        .capabilities(capabilities)
        .with_group_context_extensions(Extensions::single(extension).unwrap())
        .build();
    MlsGroup::new(&provider, &signer, &config, holder).unwrap()
}

#[test]
fn a_group_carries_the_rules_unchanged() {
    for example in EXAMPLES {
        let lowered = lowered(example);
        let octets = encoded(&lowered, Emit::Extension);
        let extension = Extension::tls_deserialize_exact_bytes(&octets).unwrap();
        assert_eq!(extension.tls_serialize_detached().unwrap(), octets, "{example}");

        let group = group_with(extension);
        let dictionary = group.extensions().app_data_dictionary().unwrap().dictionary();
        let rules = dictionary.get(&lowered.component).unwrap();
        assert_eq!(rules, encoded(&lowered, Emit::PreAuth), "{example}");
        assert_eq!(dictionary.get(&0x0025).unwrap(), encoded(&lowered, Emit::Roles), "{example}");

        let profile = lowered.preauth.profile();
        let decoded = wire::decode(profile, rules, &Limits::default()).unwrap();
        assert_eq!(decoded, lowered.preauth, "{example}");
    }
}

#[test]
fn component_data_is_read() {
    for example in EXAMPLES {
        let lowered = lowered(example);
        let octets = encoded(&lowered, Emit::Component);
        let read = openmls::component::ComponentData::tls_deserialize_exact_bytes(&octets).unwrap();
        assert_eq!(read.id(), lowered.component, "{example}");
        assert_eq!(read.data(), encoded(&lowered, Emit::PreAuth), "{example}");
    }
}
