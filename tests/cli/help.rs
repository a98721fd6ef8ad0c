//! Help pages, and what is said of a word nobody knows.

use crate::session::{LANGS, Session};

#[test]
fn pages() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        for command in [
            "",
            " init",
            " table",
            " backup",
            " backup run",
            " backup verify",
            " backup list",
        ] {
            s.types(&format!("dayclose{command} --help"));
        }
        s.types("dayclose --version");
        s.types("dayclose");
        s.types("dayclose backup");
        insta::assert_snapshot!(format!("help_{lang}"), s.said());
    }
}

#[test]
fn slips() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.types("dayclose backp");
        s.types("dayclose backup veryfi");
        s.types("dayclose backup run --dryrun");
        s.types("dayclose --formt json backup list");
        s.types("dayclose backup run --format jsn");
        s.types("dayclose backup run extra");
        s.types("dayclose backup verify --head");
        s.types("dayclose --lang fr backup list");
        s.types("dayclose -q -v backup list");
        s.types("dayclose init --seed x");
        insta::assert_snapshot!(format!("slips_{lang}"), s.said());
    }
}
