//! One chore of a run: its command carried out by the function the command line
//! uses, its reports written under fixed names.

use super::plan::Plan;
use crate::base::run_record::RunRecord;
use crate::base::{Clock, Message, Problem, RunFile};
use crate::cli::args::{Cli, Global};
use crate::cli::chores::Chore;
use crate::cli::context::Context;
use crate::cli::{localise, output};
use crate::policy::Policy;
use crate::report::{Format, Report, Value, write};
use crate::runs::pack::{Reports, SealedInput, sha256};
use crate::runs::{Part, State};
use clap::{CommandFactory, FromArgMatches};
use std::path::{Path, PathBuf};

/// The formats a chore's report is kept in.
const FORMATS: [Format; 3] = [Format::Xlsx, Format::Html, Format::Json];

/// What every chore of a run is given.
pub struct Desk<'a> {
    pub plan: Plan,
    /// With `[run.inputs]` in force.
    pub context: &'a Context,
    /// As the person gave it.
    pub policy: &'a Policy,
    pub global: &'a Global,
    /// The reports' folder of the day.
    pub folder: &'a Path,
}

/// A line of the config's list.
pub struct Named<'a> {
    pub chore: &'static Chore,
    pub line: &'a str,
    /// More than one of the runs has the command.
    pub shared: bool,
    /// Lines of the command above this one, in this list.
    pub before: usize,
    /// The list has the command more than once.
    pub repeated: bool,
}

/// A chore carried out, with what is needed to render it again.
pub struct Carried {
    pub chore: &'static Chore,
    pub part: Part,
    stem: String,
    /// For programs, where that is another than the part's.
    machine: Option<Report>,
    global: Option<Global>,
}

impl Desk<'_> {
    /// Carries a chore out; what stands in its way becomes part of the result.
    pub fn carry_out(&self, named: &Named<'_>) -> Carried {
        let (chore, started) = (named.chore, self.moment());
        let mut stem = chore.stem(self.plan.kind, named.shared);
        if named.before > 0 {
            stem = format!("{stem}-{}", named.before + 1);
        }
        let label = if named.repeated {
            named.line.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            chore.command.to_owned()
        };
        let mut carried = Carried {
            chore,
            part: Part {
                command: chore.command,
                label,
                state: State::Done,
                report: None,
                why: None,
                files: Vec::new(),
                record: RunRecord {
                    run: self.plan.kind,
                    chore: chore.command.to_owned(),
                    period: self.plan.label(),
                    started: started.fixed_offset(),
                    ended: started.fixed_offset(),
                    exit: 0,
                    inputs: Vec::new(),
                    outputs: Vec::new(),
                },
            },
            stem,
            machine: None,
            global: None,
        };
        if let Err(problem) = self.filled(&mut carried, named.line) {
            self.failed(&mut carried, &problem);
        }
        let part = &mut carried.part;
        part.record.exit = part.state.recorded();
        part.record.ended = self.moment().fixed_offset();
        let day = self
            .folder
            .file_name()
            .map(Path::new)
            .unwrap_or(Path::new(""));
        part.record.outputs = part
            .files
            .iter()
            .map(|f| RunFile {
                path: day.join(&f.path).display().to_string(),
                sha256: f.sha256.clone(),
            })
            .collect();
        carried
    }

    /// Makes the reports and writes them.
    fn filled(&self, carried: &mut Carried, line: &str) -> Result<(), Problem> {
        let (report, machine, global) = self.made(carried.chore, line, &carried.stem)?;
        if report.needs_person() {
            carried.part.state = State::Findings;
        }
        carried.part.record.inputs = inputs(&report);
        carried.part.report = Some(report);
        carried.machine = machine;
        carried.global = Some(global);
        self.keep(carried)
    }

    /// It was not done: why, and no report of an earlier run that would pass for
    /// this one's.
    fn failed(&self, carried: &mut Carried, problem: &Problem) {
        let part = &mut carried.part;
        part.state = if problem.lacks_input() {
            State::NoInput
        } else {
            State::Failed
        };
        part.report = None;
        part.why = Some(self.unanchored(&problem.0));
        for path in self.paths(&carried.stem) {
            // Not being there is what is wanted; a folder that cannot be written
            // to is what `why` says already.
            let _ = std::fs::remove_file(path);
        }
    }

    /// `--now` stands still; else the wall's time.
    pub fn moment(&self) -> Clock {
        let fixed = self.global.now.as_deref().is_some_and(|t| !t.is_empty());
        if fixed {
            self.context.clock
        } else {
            Clock::wall(self.context.clock.zone())
        }
    }

    fn made(
        &self,
        chore: &Chore,
        line: &str,
        stem: &str,
    ) -> Result<(Report, Option<Report>, Global), Problem> {
        let words = self.plan.words(chore, line, self.policy)?;
        let report = |ending: &str| -> Result<(Report, Global), Problem> {
            let output = self.folder.join(format!("{stem}.{ending}"));
            let cli = self.parsed(&words, &output)?;
            let mut report = crate::cli::report(&cli.command, self.context, &cli.global)?;
            report.config = self.policy.hash().map(str::to_owned);
            Ok((report, cli.global))
        };
        let (shown, global) = report("xlsx")?;
        let machine = if chore.twice {
            Some(report("json")?.0)
        } else {
            None
        };
        Ok((shown, machine, global))
    }

    /// The words as the command line understands them.
    fn parsed(&self, words: &[String], output: &Path) -> Result<Cli, Problem> {
        let lang = self.context.lang;
        let mut all = vec![
            "dayclose".to_owned(),
            "-o".to_owned(),
            output.display().to_string(),
        ];
        if self.global.quiet {
            all.push("-q".to_owned());
        }
        all.extend_from_slice(words);
        localise::localise(Cli::command(), lang)
            .try_get_matches_from(all)
            .and_then(|matches| Cli::from_arg_matches(&matches))
            .map_err(|e| {
                let said = localise::usage_error(&e, words.iter().map(String::as_str), lang);
                let line = words.join(" ");
                Problem::new(Message::data(format!("{line}: {}", said.trim_end())))
            })
    }

    fn paths(&self, stem: &str) -> Vec<PathBuf> {
        let path = |format: Format| self.folder.join(format!("{stem}.{}", format.name()));
        FORMATS.into_iter().map(path).collect()
    }

    /// Writes the reports, each whole or not at all. A day that was sealed
    /// before keeps the reports of the run that sealed it.
    fn keep(&self, carried: &mut Carried) -> Result<(), Problem> {
        let mut reports = Reports::new();
        let paths = self.paths(&carried.stem);
        if carried.part.fact("already_sealed") == Some(&Value::Bool(true)) && self.kept(carried) {
            for path in &paths {
                let bytes = std::fs::read(path).map_err(|e| Problem::io(path, &e))?;
                reports.insert(name_of(path), bytes);
            }
        } else {
            reports = carried.rendered(self.context, self.context.clock)?;
            for path in &paths {
                let bytes = reports.get(&name_of(path)).map_or(&[][..], Vec::as_slice);
                write::write_whole(path, bytes).map_err(|e| Problem::io(path, &e))?;
            }
        }
        carried.part.files = paths
            .iter()
            .map(|path| {
                let name = name_of(path);
                let sha256 = sha256(reports.get(&name).map_or(&[][..], Vec::as_slice));
                RunFile { path: name, sha256 }
            })
            .collect();
        Ok(())
    }

    /// Whether the reports of that very seal stand in the folder.
    fn kept(&self, carried: &Carried) -> bool {
        let paths = self.paths(&carried.stem);
        let Some(Value::Text(head)) = carried.part.fact("head") else {
            return false;
        };
        let json = std::fs::read(self.folder.join(format!("{}.json", carried.stem)));
        let json: Option<serde_json::Value> = json
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let same = json.is_some_and(|j| j["summary"]["head"].as_str() == Some(head));
        same && paths.iter().all(|p| p.is_file())
    }

    /// The message with paths as the config has them.
    fn unanchored(&self, message: &Message) -> Message {
        let Some(anchor) = &self.context.anchor else {
            return message.clone();
        };
        let folder = format!("{}/", anchor.display());
        Message {
            zh: message.zh.replace(&folder, ""),
            en: message.en.replace(&folder, ""),
        }
    }
}

impl Carried {
    /// Its reports under that clock; none where it was not done.
    ///
    /// # Errors
    /// A report that no renderer can write.
    pub fn rendered(&mut self, context: &Context, clock: Clock) -> Result<Reports, Problem> {
        let mut out = Reports::new();
        let (Some(report), Some(global)) = (&mut self.part.report, &self.global) else {
            return Ok(out);
        };
        let own = report.clock;
        report.clock = clock;
        if let Some(machine) = &mut self.machine {
            machine.clock = clock;
        }
        let rendered = FORMATS.into_iter().map(|format| {
            let machine = self.machine.as_ref().filter(|_| format == Format::Json);
            let report = machine.unwrap_or(report);
            let bytes = output::render(report, context, global, format, true)?;
            Ok((format!("{}.{}", self.stem, format.name()), bytes))
        });
        let rendered: Result<Vec<(String, Vec<u8>)>, Problem> = rendered.collect();
        report.clock = own;
        out.extend(rendered?);
        Ok(out)
    }

    /// What it was made from, for the month's manifest.
    pub fn sealed_inputs(&self) -> Vec<SealedInput> {
        let inputs = self.part.report.iter().flat_map(|r| &r.inputs);
        inputs
            .map(|input| SealedInput {
                command: self.part.command.to_owned(),
                role: input.role.clone(),
                path: input.path.clone(),
                sha256: input.sha256.clone(),
            })
            .collect()
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn inputs(report: &Report) -> Vec<RunFile> {
    let mut files: Vec<RunFile> = Vec::new();
    for input in &report.inputs {
        let file = RunFile {
            path: input.path.clone(),
            sha256: input.sha256.clone(),
        };
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}
