//! What `typ` may say: explicit types keep one kind of token from passing for another (RFC 8725
//! section 3.11, RFC 9596).

use super::error::HeaderFault;
use crate::format::Format;

/// The kinds of tokens that are told apart by `typ`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected<'t> {
    /// A credential of this format, or one of these further media types.
    Credential(Format, &'t [String]),
    /// A key binding JWT (RFC 9901 section 4.3).
    KeyBindingJwt,
    /// A key binding token (draft-ietf-spice-sd-cwt-07).
    KeyBindingCwt,
    /// A verifiable presentation.
    Presentation,
}

/// What a header says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<'h> {
    /// Nothing.
    Nothing,
    /// A media type; `application/` may be left out (RFC 7515 section 4.1.9).
    MediaType(&'h str),
    /// The number of a CoAP content format (RFC 9596 section 2).
    ContentFormat(i64),
}

impl Expected<'_> {
    /// Checks what was found.
    ///
    /// # Errors
    /// `Type` when it is something else, or missing where it must not be.
    pub(super) fn check(&self, found: Found<'_>) -> Result<(), HeaderFault> {
        let fits = match found {
            Found::Nothing => self.may_be_missing(),
            Found::MediaType(name) => self.fits(&short(name)),
            Found::ContentFormat(number) => content_format(number).is_some_and(|n| self.fits(n)),
        };
        let found = match found {
            _ if fits => return Ok(()),
            Found::Nothing => None,
            Found::MediaType(name) => Some(name.to_owned()),
            Found::ContentFormat(number) => Some(number.to_string()),
        };
        Err(HeaderFault::Type { found })
    }

    /// Key binding tokens are believed to be ones by their type alone, and SD-CWTs must have one.
    const fn may_be_missing(&self) -> bool {
        match self {
            Expected::Credential(format, _) => !matches!(format, Format::SdCwt),
            Expected::Presentation => true,
            Expected::KeyBindingJwt | Expected::KeyBindingCwt => false,
        }
    }

    /// Whether a media type, short and in lower case, is one of those that are expected.
    fn fits(&self, name: &str) -> bool {
        match self {
            Expected::KeyBindingJwt => name == "kb+jwt",
            Expected::KeyBindingCwt => name == "kb+cwt",
            Expected::Presentation => {
                matches!(name, "jwt" | "vp+jwt" | "vp-ld+jwt" | "vp+sd-jwt" | "vp-ld+sd-jwt")
            }
            Expected::Credential(format, further) => {
                is_credential(*format, name) || further.iter().any(|other| short(other) == name)
            }
        }
    }
}

fn is_credential(format: Format, name: &str) -> bool {
    match format {
        Format::Jwt => name == "jwt",
        Format::SdJwt => {
            let is_own = matches!(name, "jwt" | "sd-jwt") || name.ends_with("+sd-jwt");
            is_own && !name.starts_with("vp+") && !name.starts_with("vp-ld+")
        }
        Format::Vc => {
            matches!(name, "jwt" | "vc+jwt" | "vc-ld+jwt")
                || matches!(name, "vc+sd-jwt" | "vc-ld+sd-jwt" | "dc+sd-jwt")
        }
        Format::Cwt => name == "cwt",
        Format::SdCwt => name == "sd-cwt" || name.ends_with("+sd-cwt"),
        Format::X509 => false,
    }
}

/// The media types of the content formats in use here.
const fn content_format(number: i64) -> Option<&'static str> {
    match number {
        61 => Some("cwt"),
        293 => Some("sd-cwt"),
        294 => Some("kb+cwt"),
        _ => None,
    }
}

/// In lower case, without `application/`.
fn short(media_type: &str) -> String {
    crate::credential::jwt::short_type(media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(expected: &Expected<'_>, name: &str) -> bool {
        expected.check(Found::MediaType(name)).is_ok()
    }

    #[test]
    fn every_format_has_its_types() {
        let credential = |format| Expected::Credential(format, &[]);
        for name in ["JWT", "jwt", "application/jwt", "APPLICATION/JWT"] {
            assert!(fits(&credential(Format::Jwt), name), "{name}");
        }
        for name in ["at+jwt", "dpop+jwt", "kb+jwt", "vp+jwt", "dc+sd-jwt", "text/jwt", "", "JOSE"]
        {
            assert!(!fits(&credential(Format::Jwt), name), "{name}");
        }
        for name in ["dc+sd-jwt", "vc+sd-jwt", "example+sd-jwt", "sd-jwt"] {
            assert!(fits(&credential(Format::SdJwt), name), "{name}");
        }
        for name in ["vp+sd-jwt", "kb+jwt", "at+jwt", "+sd-jwt2"] {
            assert!(!fits(&credential(Format::SdJwt), name), "{name}");
        }
        assert!(fits(&credential(Format::Vc), "vc+jwt"));
        assert!(!fits(&credential(Format::Vc), "vp+jwt"));
        assert!(fits(&Expected::Presentation, "vp+jwt"));
        assert!(!fits(&Expected::Presentation, "vc+jwt"));
    }

    #[test]
    fn content_formats_are_media_types() {
        let credential = |format| Expected::Credential(format, &[]);
        assert!(credential(Format::Cwt).check(Found::ContentFormat(61)).is_ok());
        assert!(credential(Format::SdCwt).check(Found::ContentFormat(293)).is_ok());
        assert!(Expected::KeyBindingCwt.check(Found::ContentFormat(294)).is_ok());
        for (format, number) in [(Format::Cwt, 293), (Format::SdCwt, 294), (Format::Cwt, 60)] {
            let fault = HeaderFault::Type { found: Some(number.to_string()) };
            assert_eq!(credential(format).check(Found::ContentFormat(number)), Err(fault));
        }
    }

    #[test]
    fn key_binding_is_explicit() {
        let missing = Err(HeaderFault::Type { found: None });
        assert_eq!(Expected::KeyBindingJwt.check(Found::Nothing), missing);
        assert_eq!(Expected::KeyBindingCwt.check(Found::Nothing), missing);
        assert_eq!(Expected::Credential(Format::SdCwt, &[]).check(Found::Nothing), missing);
        assert!(fits(&Expected::KeyBindingJwt, "kb+jwt"));
        assert!(!fits(&Expected::KeyBindingJwt, "JWT"));
        assert!(Expected::Credential(Format::Jwt, &[]).check(Found::Nothing).is_ok());
    }

    #[test]
    fn callers_may_expect_more() {
        let further = ["badge+jwt".to_owned()];
        assert!(fits(&Expected::Credential(Format::Jwt, &further), "application/Badge+JWT"));
        assert!(!fits(&Expected::Credential(Format::Jwt, &[]), "badge+jwt"));
    }
}
