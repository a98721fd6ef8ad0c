//! `dayclose init`: a config with every key, and the folders it names.

use super::ExitStatus;
use super::args::{Global, InitArgs, LangArg};
use super::output;
use crate::base::{Lang, Problem};
use crate::policy::{FILE_NAME, Policy, template};
use crate::report::write;
use crate::say;
use std::fs;

/// # Errors
/// A folder that already has a config (nothing is touched), or cannot be
/// written to.
pub fn run(args: &InitArgs, global: &Global) -> Result<ExitStatus, Problem> {
    let lang = match global.lang {
        Some(LangArg::En) => Lang::En,
        _ => Lang::Zh,
    };
    let config = args.dir.join(FILE_NAME);
    let shown = config.display();
    if config.exists() {
        return Err(say!(
            zh: "{shown}:已经有了,不覆盖;要重来请先把它移走",
            en: "{shown}: is already there and is not replaced; move it away to start again"
        )
        .into());
    }
    let made = |path: &std::path::Path| fs::create_dir_all(path).map_err(|e| Problem::io(path, &e));
    made(&args.dir)?;
    let text = template::render(lang, &Policy::default());
    made(&args.dir.join("inbox"))?;
    write::write_whole(&config, text.as_bytes()).map_err(|e| Problem::io(&config, &e))?;
    let next = say!(
        zh: "已建立 {shown}\n下一步:把 [[backup.source]] 的 path 指到导出订单的文件夹,然后 dayclose backup run\n",
        en: "made {shown}\nnext: point path of [[backup.source]] at the folder of your order exports, then dayclose backup run\n"
    );
    output::print(next.get(lang).as_bytes())?;
    Ok(ExitStatus::Done)
}
