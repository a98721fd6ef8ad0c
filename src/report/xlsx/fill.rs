//! Cells a person fills in: what they take, what is said beside them, and the
//! protection of everything else.

use super::lists::words_of;
use super::page::Page;
use crate::base::Text;
use crate::report::model::{Fill, Section};
use crate::report::words;
use rust_xlsxwriter::utility::row_col_to_cell;
use rust_xlsxwriter::{
    ColNum, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula,
    ProtectionOptions, RowNum, Worksheet, XlsxError,
};

/// Rules and protection for the lines `first` to `last` of a sheet.
pub fn rules(
    sheet: &mut Worksheet,
    page: &Page<'_>,
    section: &Section,
    first: RowNum,
    last: RowNum,
) -> Result<(), XlsxError> {
    for (at, column) in (0..).zip(&section.columns) {
        let Some(fill) = &column.fill else { continue };
        if let Some(rule) = rule(fill, page, (first, at))? {
            sheet.add_data_validation(first, at, last, at, &rule)?;
        }
    }
    Ok(())
}

/// Locks all but the fill-in cells; columns may be widened and rows sifted.
pub fn protect(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
}

/// `first` is the column's first cell: a rule's own formula is relative to it.
fn rule(
    fill: &Fill,
    page: &Page<'_>,
    first: (RowNum, ColNum),
) -> Result<Option<DataValidation>, XlsxError> {
    let rule = DataValidation::new();
    let (rule, hint, error) = match fill {
        Fill::Text => return Ok(None),
        Fill::OneOf(choices) => {
            let choices = words_of(choices, page.lang);
            if choices.is_empty() {
                return Ok(None);
            }
            let rule = match page.lists.range(&choices) {
                Some(range) => rule.allow_list_formula(Formula::new(range)),
                None => rule.allow_list_strings(&choices)?,
            };
            let rule = rule.set_error_style(DataValidationErrorStyle::Warning);
            (rule, words::FILL_ONE_OF, words::NOT_IN_LIST)
        }
        Fill::Number => (
            rule.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            words::FILL_NUMBER,
            words::NO_NUMBER,
        ),
        Fill::Whole => (
            rule.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
            words::FILL_WHOLE,
            words::NO_WHOLE,
        ),
        Fill::Count(cases) => {
            let cell = row_col_to_cell(first.0, first.1);
            let words: Vec<String> = cases
                .iter()
                .map(|unit| format!("ISNUMBER(SEARCH(\"{}\",{cell}))", unit.replace('"', "\"\"")))
                .collect();
            let in_cases = if words.is_empty() {
                "FALSE".to_owned()
            } else {
                format!("OR({})", words.join(","))
            };
            let whole =
                format!("=OR(AND(ISNUMBER({cell}),{cell}>=0),AND(ISTEXT({cell}),{in_cases}))");
            (
                rule.allow_custom(Formula::new(whole)),
                words::FILL_COUNT,
                words::NO_COUNT,
            )
        }
        Fill::DateTime => {
            let since = ExcelDateTime::from_ymd(2000, 1, 1)?;
            (
                rule.allow_date(DataValidationRule::GreaterThanOrEqualTo(since)),
                words::FILL_TIME,
                words::NO_TIME,
            )
        }
    };
    let say = |text: Text| text.get(page.lang);
    Ok(Some(
        rule.set_input_message(say(hint))?
            .set_error_title(say(words::FILL_TITLE))?
            .set_error_message(say(error))?,
    ))
}
