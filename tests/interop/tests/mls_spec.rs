//! mls-spec reads the extension, the dictionary and the proposal.

mod support;

use admit::compile::Emit;
use mls_spec::Parsable;
use mls_spec::drafts::mls_extensions::safe_application::{
    ApplicationDataDictionary, ApplicationDataUpdateOperation,
};
use mls_spec::group::extensions::Extension;
use mls_spec::group::proposals::Proposal;
use support::{EXAMPLES, encoded, lowered};

#[test]
fn the_dictionary_is_read() {
    for example in EXAMPLES {
        let lowered = lowered(example);
        let octets = encoded(&lowered, Emit::Dictionary);
        let dictionary = ApplicationDataDictionary::from_tls_bytes(&octets).unwrap();
        let components: Vec<_> = dictionary.iter_components().collect();
        assert_eq!(components.len(), 2, "{example}");
        assert_eq!(components[0].component_id, 0x0025, "{example}");
        assert_eq!(components[0].data.as_ref(), encoded(&lowered, Emit::Roles), "{example}");
        assert_eq!(components[1].component_id, lowered.component, "{example}");
        assert_eq!(components[1].data.as_ref(), encoded(&lowered, Emit::PreAuth), "{example}");
    }
}

#[test]
fn the_extension_is_read() {
    for example in EXAMPLES {
        let octets = encoded(&lowered(example), Emit::Extension);
        let extension = Extension::from_tls_bytes(&octets).unwrap();
        assert!(matches!(extension, Extension::ApplicationData(_)), "{example}: {extension:?}");
    }
}

#[test]
fn the_proposal_is_read() {
    for example in EXAMPLES {
        let lowered = lowered(example);
        let octets = encoded(&lowered, Emit::Proposal);
        let Proposal::AppDataUpdate(update) = Proposal::from_tls_bytes(&octets).unwrap() else {
            panic!("{example}: not an update");
        };
        assert_eq!(update.component_id, lowered.component, "{example}");
        let ApplicationDataUpdateOperation::Update { update } = update.op else {
            panic!("{example}: no content");
        };
        assert_eq!(update.as_ref(), encoded(&lowered, Emit::PreAuth), "{example}");
    }
}
