//! Units for systemd. A timer may name the shop's zone itself, so nothing is
//! converted. `Persistent` makes up for a run that was missed while the machine
//! was off; exit status 1 (findings) is no failure.

use super::{Job, Plan, When};
use crate::say;
use std::fmt::Write as _;
use std::path::Path;

/// Names and texts of all unit files. What is only said to whoever looks at the
/// screen (`due`) has no timer.
pub fn render(plan: &Plan) -> Vec<(String, String)> {
    let jobs = plan.jobs.iter().filter(|job| job.words[0] == "run");
    jobs.flat_map(|job| {
        [
            (format!("dayclose-{}.service", job.name), service(plan, job)),
            (format!("dayclose-{}.timer", job.name), timer(plan, job)),
        ]
    })
    .collect()
}

fn timer(plan: &Plan, job: &Job) -> String {
    let day = match job.when {
        When::Daily => "*-*-*",
        When::Friday => "Fri *-*-*",
        When::First => "*-*-01",
    };
    let (at, zone) = (job.at, plan.home.name());
    let title = title(plan, job);
    format!(
        "[Unit]\nDescription={title}\n\n[Timer]\nOnCalendar={day} {at}:00 {zone}\nAccuracySec=1min\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )
}

fn title(plan: &Plan, job: &Job) -> String {
    let (shop, name) = (escaped(&plan.shop), job.words.join(" "));
    say!(zh: "日清 {shop}:{name}", en: "dayclose for {shop}: {name}")
        .get(plan.context_lang)
        .to_owned()
}

fn service(plan: &Plan, job: &Job) -> String {
    let mut out = format!(
        "[Unit]\nDescription={}\nAfter=network-online.target\nWants=network-online.target\n\n[Service]\nType=oneshot\n",
        title(plan, job)
    );
    let (program, config) = (word(&plan.program), word(&plan.config));
    let words = job.words.join(" ");
    let _ = writeln!(out, "ExecStart={program} --config {config} -q {words}");
    if let Some(folder) = plan.config.parent() {
        let folder = escaped(&folder.display().to_string());
        let _ = writeln!(out, "WorkingDirectory={folder}");
    }
    if let Some(user) = user() {
        let _ = writeln!(out, "User={user}");
    }
    out.push_str("# 1: ");
    out.push_str(
        say!(zh: "做完了,有要人处理的事", en: "done, findings need a person")
            .get(plan.context_lang),
    );
    out.push_str("\nSuccessExitStatus=1\nNice=5\nUMask=0077\n");
    out.push_str(HARDENING);
    for folder in &plan.folders {
        let _ = writeln!(out, "ReadWritePaths={}", word(folder));
    }
    out
}

/// Nothing but the shop's own folders can be written, no privilege is kept.
const HARDENING: &str = "\
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
";

/// Whoever asks for the units owns the shop's folder.
fn user() -> Option<String> {
    let names = ["USER", "LOGNAME"].into_iter();
    let name = names.filter_map(|name| std::env::var(name).ok()).next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// `%` begins a specifier.
fn escaped(text: &str) -> String {
    text.replace('%', "%%").replace(['\n', '\r'], " ")
}

/// A path as one word: quoted where it must be, `%`, `$` and `\` taken as they are.
fn word(path: &Path) -> String {
    let text = escaped(&path.display().to_string())
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('$', "$$");
    let plain = |c: char| !c.is_whitespace() && !"'\"\\;".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("\"{text}\"")
    }
}
