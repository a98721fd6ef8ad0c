//! The line on the terminal that says what is being done and how far it is: bytes
//! gone through, of how many where that is known. Nothing where standard error is
//! no terminal, nor with `-q`.

use super::args::Global;
use super::context::Context;
use crate::say;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Where the bytes of a stage are known, and where they are not.
const KNOWN: &str = "{spinner} {msg}  [{bar:24}] {decimal_bytes}/{decimal_total_bytes}";
const UNKNOWN: &str = "{spinner} {msg}  {decimal_bytes}";
const SILENT: &str = "{spinner} {msg}";

/// The line, drawn by a thread of its own.
pub struct Line {
    bar: ProgressBar,
    /// Bytes the stage has gone through.
    pub done: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    drawing: RefCell<Option<JoinHandle<()>>>,
}

impl Line {
    pub fn new(global: &Global, context: &Context) -> Line {
        let mut line = Line {
            bar: ProgressBar::hidden(),
            done: Arc::default(),
            stop: Arc::default(),
            drawing: RefCell::default(),
        };
        if global.quiet {
            return line;
        }
        line.bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if line.bar.is_hidden() {
            return line;
        }
        let starting = say!(zh: "开始", en: "starting");
        line.stage(starting.get(context.lang), 0);
        let (bar, done, stop) = (
            line.bar.clone(),
            Arc::clone(&line.done),
            Arc::clone(&line.stop),
        );
        let drawing = thread::spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let at = done.load(Ordering::Relaxed);
                // A program's output has no known end: from its first byte on it is counted.
                if at > 0 && bar.length().is_none() {
                    bar.set_style(style(UNKNOWN));
                }
                bar.set_position(at);
                bar.tick();
                thread::park_timeout(TICK);
            }
        });
        line.drawing.replace(Some(drawing));
        line
    }

    /// A stage begins; `bytes` is 0 where they are not known.
    pub fn stage(&self, what: &str, bytes: u64) {
        self.bar.set_position(0);
        if bytes > 0 {
            self.bar.set_length(bytes);
            self.bar.set_style(style(KNOWN));
        } else {
            self.bar.unset_length();
            self.bar.set_style(style(SILENT));
        }
        self.bar.set_message(what.to_owned());
        self.bar.tick();
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(drawing) = self.drawing.take() {
            drawing.thread().unpark();
            let _ = drawing.join();
        }
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
        .progress_chars("##-")
}
