//! `dayclose init`

use crate::session::{LANGS, Session};

#[test]
fn a_config_and_then_not_again() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.types("dayclose init shop");
        let made = std::fs::read_to_string(s.path().join("shop/dayclose.toml")).unwrap();
        s.types("dayclose init shop");
        assert_eq!(
            made,
            std::fs::read_to_string(s.path().join("shop/dayclose.toml")).unwrap()
        );
        s.types("dayclose --config shop/dayclose.toml backup run");
        insta::assert_snapshot!(format!("init_{lang}"), s.said());
        insta::assert_snapshot!(format!("init_config_{lang}"), made);
    }
}

#[test]
fn a_sample_that_works() {
    for lang in LANGS {
        let mut s = Session::new(lang);
        s.types("dayclose init shop --sample");
        s.types("dayclose init shop --sample");
        std::fs::remove_file(s.path().join("shop/dayclose.toml")).unwrap();
        s.types("dayclose init shop --sample");
        s.types("dayclose init other --seed 2");
        insta::assert_snapshot!(format!("init_sample_{lang}"), s.said());
    }
}
