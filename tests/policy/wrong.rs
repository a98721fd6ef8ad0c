//! Every mistake of a config is said at once, with its line.

use super::*;

#[test]
fn what_is_wrong_is_said_in_one_go() {
    let cases: &[(&str, usize, &str)] = &[
        ("colour = 1", 1, "unknown key `colour`"),
        ("[shp]\nname = \"a\"", 1, "did you mean `shop`?"),
        ("[shop]\ntime = \"18:00\"", 2, "did you mean `backup.time`?"),
        (
            "[shop]\nname = 3",
            2,
            "shop.name: expected text, written \"…\", found 3",
        ),
        (
            "[shop]\ntimezone = \"Asia/Shanghia\"",
            2,
            "did you mean `Asia/Shanghai`?",
        ),
        (
            "[shop]\nlanguage = \"fr\"",
            2,
            "\"zh\" or \"en\", found \"fr\"",
        ),
        (
            "[backup]\ntime = \"25:00\"",
            2,
            "a time of day such as \"18:00\", found \"25:00\"",
        ),
        (
            "[backup]\ntime = 18:00:00",
            2,
            "a time of day such as \"18:00\"",
        ),
        (
            "[backup]\nsettle_seconds = -1",
            2,
            "a whole number from 0 to 3600, found -1",
        ),
        ("[backup]\nsettle_seconds = 2.5", 2, "found 2.5"),
        (
            "[backup]\nencrypt_to = [\"age1x\"]",
            2,
            "backup.encrypt_to[0]: expected a list of age public keys",
        ),
        ("[backup.signers]\na = \"RWx\"", 2, "a minisign public key"),
        (
            "[backup.remote]\npath = \"a\"\nbucket = \"b\"",
            3,
            "only one of path and bucket",
        ),
        (
            "[orders]\ncoverage_share = 0.2",
            2,
            "such as \"20%\", found 0.2",
        ),
        ("[orders]\ncoverage_share = \"120%\"", 2, "found \"120%\""),
        ("[orders]\nfrozen = \"sku\"", 2, "a list of words"),
        (
            "[orders]\nfrozen = [\n\"sku\",\n4]",
            4,
            "orders.frozen[1]: expected",
        ),
        (
            "[orders]\nfrozen = [\"sku\"]\nonce = [\"sku\"]",
            3,
            "already stands in orders.frozen[0]",
        ),
        ("[orders.status]\nsteps = [\"a\"]", 2, "a list of lists"),
        (
            "[orders.status]\nsteps = [[\"a\"],\n[\"b\", \"Ａ\"]]",
            3,
            "`Ａ` already stands in orders.status.steps[0][0]",
        ),
        (
            "[stock.doc_types]\n\"样品\" = \"ou\"",
            2,
            "did you mean `out`?",
        ),
        ("[files]\norder = \"x\"", 2, "did you mean `files.orders`?"),
        (
            "shop = 1",
            1,
            "a section (headed [name] or [[name]]), found 1",
        ),
        ("[backup]\nsource = \"x\"", 2, "a section"),
        (
            "[[backup.source]]\nname = \"a\"",
            1,
            "backup.source[0]: lacks path or command",
        ),
        (
            "[[backup.source]]\nname = \"a\"\npath = \"p\"\ncommand = [\"d\"]",
            4,
            "backup.source[0].command: only one of path and command",
        ),
        (
            "[[backup.source]]\nname = \"a\"\npath = \"p\"\nevery = \"week\"",
            4,
            "backup.source[0].every: is only for a source with a command",
        ),
        (
            "[[backup.source]]\nname = \"a\"\ncommand = [\"d\"]\nevery = \"weeks\"",
            4,
            "did you mean `week`?",
        ),
        (
            "[[backup.source]]\nname = \"a\"\ncommand = [\"d\"]\ntable = \"stock\"",
            4,
            "expected \"orders\"",
        ),
        (
            "[backup]\ntime_limit_minutes = 0",
            2,
            "a whole number from 1 to 1440",
        ),
        (
            "[[backup.source]]\nname = \"../x\"\npath = \"p\"",
            2,
            "a name of letters",
        ),
        (
            "[[backup.source]]\nname = \"CON\"\npath = \"p\"",
            2,
            "a name of letters",
        ),
        (
            "[[backup.source]]\nname = \"天猫\"\npath = \"p\"\n[[backup.source]]\npath = \"q\"\nname = \"天猫\"",
            6,
            "backup.source[1].name: `天猫` already stands in backup.source[0].name",
        ),
        (
            "[[kpi.metric]]\nid = \"a\"\nname = \"甲\"\nvalue = \"sales\"\nweight = 40\ncurve = [[\"0\", 0], [\"9\", 100]]",
            5,
            "must add up to 100, they are 40 = 40",
        ),
        (
            "[[kpi.metric]]\nid = \"a\"\nname = \"甲\"\nweight = 100\nratio = [\"sale\",\n\"inquires\"]\ncurve = [[\"0\", 0]]",
            5,
            "kpi.metric[0].ratio[0]: there is no measure `sale`; did you mean `sales`?",
        ),
        (
            "[[kpi.metric]]\nid = \"a\"\nname = \"甲\"\nweight = 100\nvalue = \"sales\"\ncurve = [[\"5\", 0],\n[\"5\", 9]]",
            7,
            "kpi.metric[0].curve[1]: is not above the step before it, 5",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nsteps = [[\"70\", \"75\", \"1%\"],\n[\"76\", \"2%\"]]",
            4,
            "pay.scheme[0].steps[1]: begins at 76, the step before it ends at 75: there is a hole",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nsteps = [[\"70\", \"75\", \"1%\"],\n[\"74\", \"2%\"]]",
            4,
            "they overlap",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nsteps = [[\"70\", \"1%\"],\n[\"70\", \"2%\"]]",
            4,
            "is not above the step before it, 70",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"",
            1,
            "pay.scheme[0]: lacks its rate",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nflat = \"2%\"\nbase = \"stars\"",
            4,
            "did you mean `star`?",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nflat = \"2%\"\n[[pay.scheme]]\nflat = \"3%\"\nname = \"A\"",
            6,
            "has the name and month of pay.scheme[0]",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nflat = \"2%\"\nexclude = [{ name = \"x\", from = \"2026-11-11\",\n to = \"2026-11-01\" }]",
            5,
            "2026-11-01 is before `from`",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nsteps = [[70, 0.15]]",
            3,
            "a list of [from, rate]",
        ),
        (
            "[[pay.scheme]]\nname = \"a\"\nsteps = [[\"70\", \"1%\"]]\nmode = \"marginal\"",
            4,
            "marginal steps go by sales",
        ),
        (
            "[attendance]\nday_pay = \"22\"",
            2,
            "\"26\" or \"21.75\", found \"22\"",
        ),
        (
            "[run.inputs]\nservice = \"s_{day}.csv\"",
            2,
            "there is no placeholder `{day}`; it can be {date}",
        ),
        (
            "[run.inputs]\nservce = \"s.csv\"",
            2,
            "unknown key `run.inputs.servce`; did you mean `run.inputs.service`?",
        ),
        (
            "[run.weekly]\nchores = [\"kpi\",\n\"kpi --month {mont}\"]",
            3,
            "run.weekly.chores[1]: there is no placeholder `{mont}`",
        ),
        (
            "[[notify.to]]\nkind = \"wecom\"\nurl = \"https://x\"",
            3,
            "do not stand in the config",
        ),
        (
            "[[notify.to]]\nkind = \"wecom\"\nurl_env = \"https://x\"",
            3,
            "not the address or secret itself, found ***",
        ),
        (
            "[[notify.to]]\nkind = \"ping\"",
            1,
            "notify.to[0]: an address is needed",
        ),
        (
            "[[notify.to]]\nkind = \"json\"\nurl_env = \"A\"\nsecret_env = \"B\"",
            4,
            "json is not signed",
        ),
        ("[shop\n", 1, "is not valid TOML"),
        ("[shop]\nname = \"a\"\nname = \"b\"", 3, "is not valid TOML"),
    ];
    for (text, line, words) in cases {
        let found = problems(text);
        let first = found.first().unwrap_or_else(|| panic!("{text}"));
        assert_eq!(first.line, Some(*line), "{text}: {first:?}");
        let message = first.message();
        assert!(message.en.contains(words), "{text}: {}", message.en);
        assert!(!message.zh.is_empty() && message.zh != message.en, "{text}");
    }
    let two = problems("[shop]\nnane = \"a\"\n[backup]\ntime = 7\n");
    assert_eq!(
        two.iter().map(|p| p.line).collect::<Vec<_>>(),
        [Some(2), Some(4)]
    );
}
