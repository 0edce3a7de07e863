//! Credentials as plain trees, and how they are written as JSON and CBOR.

/// A value of a credential.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain {
    Null,
    Bool(bool),
    Int(i64),
    /// A JSON number as written; in CBOR a float.
    Real(&'static str),
    Text(String),
    /// CBOR alone; JSON has none.
    Bytes(Vec<u8>),
    /// A byte string that holds an item.
    Wrapped(Box<Plain>),
    List(Vec<Plain>),
    /// Members by name; in CBOR the name is the key, unless it is a number.
    Map(Vec<(String, Plain)>),
    Tag(u64, Box<Plain>),
}

impl Plain {
    /// As JSON; what JSON has not is left out of generated credentials.
    pub fn json(&self) -> String {
        match self {
            Plain::Null => "null".into(),
            Plain::Bool(value) => value.to_string(),
            Plain::Int(value) => value.to_string(),
            Plain::Real(text) => (*text).into(),
            Plain::Text(text) => serde_json::to_string(text).unwrap(),
            Plain::List(items) => {
                format!("[{}]", items.iter().map(Plain::json).collect::<Vec<_>>().join(","))
            }
            Plain::Map(members) => {
                let member = |(name, value): &(String, Plain)| {
                    format!("{}:{}", serde_json::to_string(name).unwrap(), value.json())
                };
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
            }
            Plain::Bytes(_) | Plain::Wrapped(_) | Plain::Tag(..) => unreachable!("not of JSON"),
        }
    }

    /// As CBOR.
    pub fn cbor(&self) -> Vec<u8> {
        match self {
            Plain::Null => vec![0xf6],
            Plain::Bool(value) => vec![0xf4 + u8::from(*value)],
            Plain::Int(value) if *value < 0 => head(1, (-1 - value).unsigned_abs()),
            Plain::Int(value) => head(0, value.unsigned_abs()),
            Plain::Real(text) => {
                let value: f64 = text.parse().unwrap();
                [vec![0xfb], value.to_be_bytes().to_vec()].concat()
            }
            Plain::Text(text) => [head(3, text.len() as u64), text.clone().into_bytes()].concat(),
            Plain::Bytes(octets) => [head(2, octets.len() as u64), octets.clone()].concat(),
            Plain::Wrapped(item) => Plain::Bytes(item.cbor()).cbor(),
            Plain::List(items) => {
                let items = items.iter().flat_map(Plain::cbor);
                head(4, self.count()).into_iter().chain(items).collect()
            }
            Plain::Map(members) => {
                let members = members.iter().flat_map(|(name, value)| [key(name), value.cbor()]);
                head(5, self.count()).into_iter().chain(members.flatten()).collect()
            }
            Plain::Tag(number, content) => [head(6, *number), content.cbor()].concat(),
        }
    }

    fn count(&self) -> u64 {
        match self {
            Plain::List(items) => items.len() as u64,
            Plain::Map(members) => members.len() as u64,
            _ => 0,
        }
    }
}

/// The CBOR key of a member: an integer where the name is one.
pub fn key(name: &str) -> Vec<u8> {
    match name.parse() {
        Ok(number) => Plain::Int(number).cbor(),
        Err(_) => Plain::Text(name.into()).cbor(),
    }
}

fn head(major: u8, argument: u64) -> Vec<u8> {
    let octets = argument.to_be_bytes();
    let wide = |width: u8, from: usize| [&[major << 5 | width], &octets[from..]].concat();
    match argument {
        0..=23 => vec![major << 5 | octets[7]],
        24..=0xff => wide(24, 7),
        0x100..=0xffff => wide(25, 6),
        0x1_0000..=0xffff_ffff => wide(26, 4),
        _ => wide(27, 0),
    }
}
