//! `dayclose init`: a config with every key, the folders it names, and with
//! `--sample` a month of files to try everything on.

use super::ExitStatus;
use super::args::{Global, InitArgs, LangArg};
use super::context;
use super::output;
use crate::base::{Lang, Problem};
use crate::policy::{Duties, Duty, FILE_NAME, KpiRules, Policy, Source, template};
use crate::report::write;
use crate::sample;
use crate::say;
use std::fs;
use std::path::Path;

/// # Errors
/// A folder that already has a config or sample files (nothing is touched), or
/// cannot be written to.
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
    let made = |path: &Path| fs::create_dir_all(path).map_err(|e| Problem::io(path, &e));
    made(&args.dir)?;
    let save = |text: &str| {
        write::write_whole(&config, text.as_bytes()).map_err(|e| Problem::io(&config, &e))
    };
    let folder = args.dir.display();
    let said = if args.sample {
        let clock = context::clock(global, Policy::default().shop.timezone)?;
        let summary = sample::write_sample(&args.dir, &clock, args.seed, lang).map_err(|e| {
            if e.kind() == std::io::ErrorKind::AlreadyExists {
                Problem::new(say!(
                    zh: "{folder}:里面已有同名文件,没有写样例;请换一个空文件夹",
                    en: "{folder}: holds files of the same names, no sample was written; choose an empty folder"
                ))
            } else {
                Problem::io(&args.dir, &e)
            }
        })?;
        save(&sample::sample_config(lang, &clock))?;
        let (files, month) = (summary.files.len(), summary.month.format("%Y-%m"));
        say!(
            zh: "已建立 {shown} 和 {month} 的 {files} 个样例文件\n下一步:cd {folder} && dayclose backup run\n样例里埋了什么、该查出什么,见 {folder}/README.md\n",
            en: "made {shown} and {files} sample files of {month}\nnext: cd {folder} && dayclose backup run\nwhat is planted in the sample and should be found: {folder}/README.md\n"
        )
    } else {
        let mut policy = Policy::default();
        policy.shop.language = lang;
        policy.kpi.metric = KpiRules::proposed(lang);
        policy.duty = Duties(Duty::built_in(lang));
        if lang == Lang::En {
            policy.shop.name = "Sample shop".to_owned();
        }
        policy.backup.source = vec![Source::at("orders", "inbox")];
        made(&args.dir.join("inbox"))?;
        save(&template::render(lang, &policy))?;
        say!(
            zh: "已建立 {shown}\n下一步:把平台导出的订单放进 {folder}/inbox,然后 cd {folder} && dayclose backup run\n",
            en: "made {shown}\nnext: put the platform's order export into {folder}/inbox, then cd {folder} && dayclose backup run\n"
        )
    };
    output::print(said.get(lang).as_bytes())?;
    Ok(ExitStatus::Done)
}
