//! The report in a browser: no script error, every glyph there, A4 when it is printed.
//!
//! The report itself has no script: a page around it looks at it. Without a browser nothing is shown, and that is said.

use crate::drill::report::{small, three};
use crate::drill::shipped::told;
use dutydesk::document::drill::{compare, html};
use dutydesk::language::Lang;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A character that no font has: nobody has assigned it.
const NOWHERE: char = '\u{378}';

/// Draws every character of the page inside, and names those that look as one does that no font has.
const LOOK: &str = r"
window.onload = () => {
  const inside = document.getElementById('report').contentDocument;
  const walker = inside.createTreeWalker(inside.body, NodeFilter.SHOW_TEXT);
  const family = getComputedStyle(inside.body).fontFamily;
  const characters = new Set();
  while (walker.nextNode()) for (const c of walker.currentNode.data) if (c.trim()) characters.add(c);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.font = '24px ' + family;
  const draw = (c) => {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(c, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const none = draw('\u0378');
  const missing = [...characters].filter((c) => draw(c) === none);
  const found = document.getElementById('found');
  found.textContent = characters.size + ' ' + missing.map((c) => c.codePointAt(0).toString(16)).join(' ') + ' .';
};
";

/// The browser, where there is one.
fn browser() -> Option<PathBuf> {
    let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].into_iter().map(PathBuf::from);
    let found = path.into_iter().find(|path| path.is_file());
    if found.is_none() {
        eprintln!("skipped: no chromium here; the report was opened in no browser");
    }
    found
}

fn run(browser: &Path, profile: &Path, arguments: &[&str], page: &Path) -> Output {
    let mut command = Command::new("timeout");
    command.arg("120").arg(browser).args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
    ]);
    command.arg(format!("--user-data-dir={}", profile.display())).args(arguments);
    let output = command.arg(format!("file://{}", page.display())).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}

/// What the page's console said: an error of a script, of a style, of a file that is not there.
fn console(output: &Output) -> Vec<String> {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect()
}

/// A page around another, with a script that looks at it.
fn around(inside: &str) -> String {
    let inside = inside.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><script>{LOOK}</script></head><body><pre id=\"found\"></pre>\
         <iframe id=\"report\" srcdoc=\"{inside}\"></iframe></body></html>"
    )
}

/// Returns how many characters a page shows, and which have no glyph.
fn looked_at(output: &Output) -> (usize, Vec<String>) {
    let dom = String::from_utf8_lossy(&output.stdout).into_owned();
    let (_, found) = dom.split_once("<pre id=\"found\">").expect("the page is there");
    let (found, _) = found.split_once("</pre>").unwrap();
    let mut words = found.split_whitespace();
    let count = words.next().and_then(|count| count.parse().ok()).expect("the script ran");
    (count, words.filter(|word| *word != ".").map(str::to_owned).collect())
}

#[test]
fn every_report_opens_without_an_error_or_a_missing_glyph() {
    let Some(browser) = browser() else { return };
    let directory = tempfile::tempdir().unwrap();
    let (profile, page) = (directory.path().join("profile"), directory.path().join("page.html"));
    let look = |text: &str| {
        fs::write(&page, around(text)).unwrap();
        run(&browser, &profile, &["--dump-dom", "--virtual-time-budget=10000"], &page)
    };
    // What is looked for is found where it is: the character that no font has, and an error of a script.
    let broken = look(&format!("<p>演 {NOWHERE}</p><script>nothing()</script>"));
    assert_eq!(console(&broken).len(), 1, "{broken:?}");
    let (count, missing) = looked_at(&broken);
    if missing.len() == count {
        eprintln!("skipped: no Chinese font here; no glyph was looked at");
        return;
    }
    assert_eq!(missing, ["378"]);
    let mut reports =
        vec![html(Lang::Zh, &small()), html(Lang::En, &small()), compare::html(Lang::Zh, &three())];
    reports.extend(["park-fire", "surge"].map(|name| html(Lang::Zh, &told(name, true))));
    reports.push(html(Lang::En, &told("earthquake", false)));
    for report in reports {
        let output = look(&report);
        assert_eq!(console(&output), Vec::<String>::new());
        let (count, missing) = looked_at(&output);
        assert!(count > 50, "{count}");
        assert_eq!(missing, Vec::<String>::new());
    }
}

#[test]
fn a_report_is_printed_on_a4_and_photographed() {
    let Some(browser) = browser() else { return };
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let directory = tempfile::tempdir().unwrap();
    let profile = directory.path().join("profile");
    let page = kept.join("park-fire.html");
    fs::write(&page, html(Lang::Zh, &told("park-fire", true))).unwrap();
    fs::write(kept.join("earthquake.html"), html(Lang::En, &told("earthquake", false))).unwrap();
    let (paper, picture) = (kept.join("park-fire.pdf"), kept.join("park-fire.png"));
    for file in [&paper, &picture] {
        let _ = fs::remove_file(file);
    }
    let print = format!("--print-to-pdf={}", paper.display());
    let printed = run(&browser, &profile, &["--no-pdf-header-footer", &print], &page);
    let shot = format!("--screenshot={}", picture.display());
    let shown = run(&browser, &profile, &["--window-size=900,1400", &shot], &page);
    for output in [printed, shown] {
        assert_eq!(console(&output), Vec::<String>::new());
    }
    let paper = fs::read(paper).unwrap();
    let text = String::from_utf8_lossy(&paper);
    let boxes: Vec<&str> =
        text.split("/MediaBox [").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    assert!((2..=8).contains(&boxes.len()), "{} pages", boxes.len());
    for page in boxes {
        let sides: Vec<i32> =
            page.split_whitespace().map(|side| side.parse::<f64>().unwrap() as i32).collect();
        assert!(matches!(sides[..], [0, 0, 594..=596, 841..=842]), "{page}: 210 x 297 mm");
    }
    assert!(fs::metadata(picture).unwrap().len() > 50_000, "a page with something on it");
}
