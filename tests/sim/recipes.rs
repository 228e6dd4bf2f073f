//! The README's recipes as they are written: files and commands are taken out of it, run, and lead where it says.
//!
//! What is replaced: ports, which must be free here, and the home directory, which is the test's own.

use crate::support::desk::DUTYDESK;
use crate::support::wait;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustix::process::{Pid, Signal, kill_process_group};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Instant;
use tokio_tungstenite::tungstenite::{Message, accept};

const README: &str = include_str!("../../README.md");

/// One block of a recipe.
pub(crate) enum Block {
    /// Its name stands in its first line.
    File {
        name: String,
        text: String,
    },
    Commands(String),
}

/// Returns the blocks of one recipe, with other ports.
fn blocks(title: &str, ports: &[(&str, String)]) -> Vec<Block> {
    let (_, section) = README.split_once("### Three recipes").expect("the section");
    let (_, recipe) = section.split_once(&format!("\n**{title}")).expect("the recipe");
    // A recipe ends where the next one, or the next section, begins.
    let end = ["\n**", "\n#"].iter().filter_map(|mark| outside_of_blocks(recipe, mark)).min();
    read(title, &recipe[..end.unwrap_or(recipe.len())], ports)
}

/// Returns the blocks of a section, with other names.
pub(crate) fn blocks_of_section(title: &str, names: &[(&str, String)]) -> Vec<Block> {
    let (_, section) = README.split_once(&format!("### {title}")).expect("the section");
    let end = outside_of_blocks(section, "\n#");
    read(title, &section[..end.unwrap_or(section.len())], names)
}

fn read(title: &str, recipe: &str, names: &[(&str, String)]) -> Vec<Block> {
    let missing: Vec<_> = names.iter().filter(|(written, _)| !recipe.contains(written)).collect();
    assert!(missing.is_empty(), "{title}: {missing:?}");
    let recipe = with_names(recipe, names);
    let fenced = recipe.split("```").skip(1).step_by(2);
    let block = |block: &str| {
        let (kind, text) = block.split_once('\n').expect("a block of lines");
        match (kind, text.lines().next().and_then(|line| line.strip_prefix("# "))) {
            ("sh", _) => Block::Commands(text.to_owned()),
            (_, Some(name)) => Block::File { name: name.to_owned(), text: text.to_owned() },
            (_, None) => panic!("a file without a name: {text}"),
        }
    };
    fenced.map(block).collect()
}

/// Returns a text with the reader's own names, in one pass: a name that was put in is not looked at again.
fn with_names(mut text: &str, names: &[(&str, String)]) -> String {
    let mut named = String::new();
    let first = |text: &str| {
        let found =
            names.iter().filter_map(|(written, here)| Some((text.find(written)?, written.len(), here)));
        found.min_by_key(|found| found.0)
    };
    while let Some((at, len, here)) = first(text) {
        named += &text[..at];
        named += here;
        text = &text[at + len..];
    }
    named + text
}

#[test]
fn a_name_that_was_put_in_is_not_replaced() {
    let names = [("duty", "u15101".to_owned()), ("5101", "260404".to_owned())];
    assert_eq!(with_names("useradd --uid 5101 duty", &names), "useradd --uid 260404 u15101");
}

/// Returns where a mark stands outside of blocks.
fn outside_of_blocks(text: &str, mark: &str) -> Option<usize> {
    text.match_indices(mark)
        .map(|found| found.0)
        .find(|&at| text[..at].matches("```").count().is_multiple_of(2))
}

/// A clone with a directory of the reader's own in it, and what runs there.
struct Reader {
    place: tempfile::TempDir,
    running: Vec<Child>,
}

impl Reader {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        std::os::unix::fs::symlink(fixtures, place.path().join("fixtures")).unwrap();
        std::fs::create_dir(place.path().join("city")).unwrap();
        Self { place, running: Vec::new() }
    }

    fn city(&self) -> PathBuf {
        self.place.path().join("city")
    }

    /// Does what a block says; returns what its commands printed.
    fn follow(&mut self, block: &Block) -> String {
        match block {
            Block::File { name, text } => {
                std::fs::write(self.city().join(name), text).unwrap();
                String::new()
            }
            Block::Commands(lines) => self.run(lines),
        }
    }

    /// Runs lines in a shell; what they leave in the background goes on.
    fn run(&mut self, lines: &str) -> String {
        let said = self.city().join(format!("said-{}.txt", self.running.len()));
        let log = std::fs::File::create(&said).unwrap();
        let programs = Path::new(DUTYDESK).parent().unwrap().display().to_string();
        let path = format!("{programs}:{}:/usr/sbin", std::env::var("PATH").unwrap());
        let child = Command::new("sh")
            .args(["-e", "-c", lines])
            .current_dir(self.city())
            .env("PATH", path)
            .env("HOME", self.place.path())
            .env("LANG", "zh_CN.UTF-8")
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap();
        self.running.push(child);
        let shell = self.running.last_mut().unwrap();
        let shown = || std::fs::read_to_string(&said).unwrap();
        let ended = wait::until("the commands' end", || shell.try_wait().unwrap(), shown);
        assert!(ended.success(), "{lines}\n{}", shown());
        shown()
    }

    /// Waits until `status` of a configuration is as wanted.
    fn wait_for(&self, config: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let status = || {
            let mut command = Command::new(DUTYDESK);
            command.args(["status", "--json", "--config", config]).current_dir(self.city());
            let said = command.env("HOME", self.place.path()).output().unwrap().stdout;
            serde_json::from_slice::<Value>(&said).map(|it| it["snapshot"].clone()).unwrap_or_default()
        };
        wait::until(what, || Some(status()).filter(&wanted), || format!("{:#}", status()["feeds"]))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        for child in &mut self.running {
            // What was left in the background is of the shell's group.
            let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
            let _ = child.wait();
        }
    }
}

fn incidents(status: &Value) -> usize {
    status["incidents"].as_array().map_or(0, Vec::len)
}

/// Returns the first digits of ports whose last one is 1, 2 or 3, all of them free, and below those that the system gives
/// to connections by itself.
///
/// Each call begins elsewhere: what another test found free, and has not taken yet, is free to both.
pub(crate) fn free_ports(taken: &[String]) -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let is_free = |ten: u16| (1..=3).all(|one| TcpListener::bind(("127.0.0.1", ten * 10 + one)).is_ok());
    // Away from other runs of this test.
    let begin = 1_100 + (std::process::id() % 1_700) as u16 + NEXT.fetch_add(10, Ordering::Relaxed);
    let free = (begin..3_200).find(|&ten| is_free(ten) && !taken.contains(&ten.to_string()));
    free.expect("a free port").to_string()
}

#[test]
fn the_recipe_for_a_native_feed_works_as_written() {
    let began = Instant::now();
    let blocks = blocks("A native feed.", &[(":9000", format!(":{}1", free_ports(&[])))]);
    assert_eq!(blocks.len(), 3, "a file, commands, and a look");
    let mut reader = Reader::new();
    reader.follow(&blocks[0]);
    reader.follow(&blocks[1]);
    let status = reader.wait_for("native.toml", "the incident", |it| incidents(it) == 1);
    assert_eq!(status["feeds"][0]["link"], "Up", "{:#}", status["feeds"]);
    let said = reader.follow(&blocks[2]);
    assert!(said.contains("传感"), "{said}");
    eprintln!("the native recipe: {:.1} s", began.elapsed().as_secs_f32());
}

/// Serves one CAP document to everyone over TLS, with an authority of its own; returns its port and the authority.
fn cap_source() -> (u16, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = certificate.signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.pem().as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let Ok(mut socket) = accept(StreamOwned::new(connection, socket.unwrap())) else { continue };
            let rain = include_str!("../../fixtures/feeds/cap/rain.xml");
            if socket.send(Message::text(rain)).is_ok() {
                while socket.read().is_ok() {}
            }
        }
    });
    (port, issuer.pem())
}

#[test]
fn the_recipe_for_a_cap_source_works_as_written() {
    let began = Instant::now();
    let (port, authority) = cap_source();
    let blocks = blocks("A CAP source", &[(":9443", format!(":{port}"))]);
    assert_eq!(blocks.len(), 2, "a file and commands");
    let mut reader = Reader::new();
    std::fs::write(reader.city().join("city-ca.pem"), authority).unwrap();
    for block in &blocks {
        reader.follow(block);
    }
    let status = reader.wait_for("weather.toml", "the warning", |it| {
        it["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty())
    });
    assert!(status["warnings"].to_string().contains("暴雨"), "{:#}", status["warnings"]);
    eprintln!("the CAP recipe: {:.1} s", began.elapsed().as_secs_f32());
}

#[test]
fn the_recipe_for_a_cluster_with_an_mqtt_device_works_as_written() {
    for tool in ["nats-server", "mosquitto_pub"] {
        let found = Command::new(tool).arg("--help").stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(found.is_ok() || std::env::var_os("CI").is_none(), "CI runs without {tool}");
        if found.is_err() {
            eprintln!("skipped: {tool} is not installed");
            return;
        }
    }
    let began = Instant::now();
    let mut ports = Vec::new();
    for _ in 0..4 {
        ports.push(free_ports(&ports));
    }
    let here = |written: &'static str, at: usize| {
        (written, format!("{}{}", &written[..written.len() - 3], ports[at]))
    };
    let blocks = blocks(
        "A NATS cluster",
        &[here(":422", 0), here(":622", 1), here(":822", 2), here(":188", 3), here("-p 188", 3)],
    );
    assert_eq!(blocks.len(), 5, "three servers, a desk's file, the desk, a device, a server that goes");
    let mut reader = Reader::new();
    for block in &blocks[..4] {
        reader.follow(block);
    }
    reader.wait_for("park.toml", "the device's fire", |it| incidents(it) == 1);
    let heard = began.elapsed();
    // One server goes, by the reader's own hand; the second device and the look come after it.
    let said = reader.follow(&blocks[4]);
    assert!(said.contains("园区"), "{said}");
    reader.wait_for("park.toml", "the second device's fire", |it| incidents(it) == 2);
    eprintln!(
        "the cluster recipe: heard after {heard:.1?}, again without a server after {:.1?}",
        began.elapsed()
    );
}
