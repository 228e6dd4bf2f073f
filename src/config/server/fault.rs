//! What may be wrong with where a feed comes from, in both languages.

use crate::config::mistake::{Explain, Kind, Words, both};

/// What may be wrong with a server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A file of certificates that is of no use, and why.
    Authority(String, String),
    /// A file of certificates for an address that is not encrypted.
    AuthorityUnused,
    /// Several addresses where only a cluster has several.
    TooManyAddresses,
    /// Addresses of which some are encrypted and some are not.
    AddressesMixed,
    /// A key of a stream without a stream.
    NoStream(&'static str),
    /// A name that a NATS server does not take.
    StreamName(&'static str, String),
    /// A subject that a NATS server does not take.
    Subject(String),
    /// A consumer that another feed has: its name, and that feed.
    ConsumerTaken(String, String),
    /// A stream of a feed that speaks `duty-feed.v1`.
    StreamNative,
}

impl From<Fault> for Kind {
    fn from(fault: Fault) -> Self {
        Self::Server(fault)
    }
}

impl Explain for Fault {
    fn what(&self) -> Words {
        match self {
            Self::Authority(path, cause) => {
                both!("证书文件 {path} 不能用: {cause}", "certificate file {path} cannot be used: {cause}")
            }
            Self::AuthorityUnused => {
                both!("ca_file 只用于 wss:// 地址", "ca_file is for a wss:// address only")
            }
            Self::TooManyAddresses => {
                both!("只有 NATS 集群可写多个地址", "only a NATS cluster has several addresses")
            }
            Self::AddressesMixed => {
                both!("地址有的加密有的不加密", "some addresses are encrypted and some are not")
            }
            Self::NoStream(key) => both!("{key} 没有对应的 stream", "{key} stands without a stream"),
            Self::StreamName(key, name) => {
                both!(
                    "{key} `{name}` 含有 NATS 不接受的字符",
                    "{key} `{name}` has characters that NATS does not take"
                )
            }
            Self::Subject(subject) => {
                both!("`{subject}` 不是 NATS 主题", "`{subject}` is no NATS subject")
            }
            Self::ConsumerTaken(consumer, feed) => {
                both!(
                    "consumer `{consumer}` 已用于数据源 `{feed}`",
                    "consumer `{consumer}` is that of feed `{feed}`"
                )
            }
            Self::StreamNative => {
                both!("stream 的消息不是 duty-feed.v1", "what comes by a stream is not duty-feed.v1")
            }
        }
    }

    fn hint(&self) -> Words {
        match self {
            Self::Authority(..) => {
                both!("写入 PEM 格式的根证书", "give a PEM file with the root certificate")
            }
            Self::AuthorityUnused => both!("改写 wss://, 或删去 ca_file", "write wss://, or remove ca_file"),
            Self::TooManyAddresses => {
                both!("留一个地址, 或写明 stream", "keep one address, or name a stream")
            }
            Self::AddressesMixed => both!("都写 wss://", "write wss:// in all of them"),
            Self::NoStream(_) => both!("写明 stream = \"名称\"", "add stream = \"NAME\""),
            Self::StreamName(..) => both!("用字母, 数字, - 和 _", "use letters, digits, - and _"),
            Self::Subject(_) => both!("写成 sensors.> 这样", "write it as sensors.>"),
            Self::ConsumerTaken(..) => {
                both!("每个数据源写各自的 consumer", "give every feed a consumer of its own")
            }
            Self::StreamNative => {
                both!("写明 format 或 mapping", "say how they are written by format or mapping")
            }
        }
    }
}
