//! Instants as the shortest RFC 3339 text: a full date at midnight UTC, seconds and fraction
//! otherwise.

const DAY: i64 = 86_400;

/// The text of an instant; `None` when its year has not four digits.
pub(crate) fn write(seconds: i64, fraction: &str) -> Option<String> {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    if !(0..=9999).contains(&year) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    let rest = seconds.rem_euclid(DAY);
    if rest == 0 && fraction.is_empty() {
        return Some(date);
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}{point}{fraction}Z"))
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar.
/// Years are counted from March, so that a leap day is the last day of its year.
fn civil(day: i64) -> (i64, i64, i64) {
    const ERA: i64 = 146_097;
    let from_march_0000 = day.saturating_add(719_468);
    let era = from_march_0000.div_euclid(ERA);
    let day_of_era = from_march_0000.rem_euclid(ERA);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn known_instants() {
        for (seconds, fraction, text) in [
            (0, "", "1970-01-01"),
            (1_549_560_720, "", "2019-02-07T17:32:00Z"),
            (951_782_400, "", "2000-02-29"),
            (-1, "", "1969-12-31T23:59:59Z"),
            (-1, "5", "1969-12-31T23:59:59.5Z"),
            (253_402_300_799, "", "9999-12-31T23:59:59Z"),
            (-62_167_219_200, "", "0000-01-01"),
        ] {
            assert_eq!(write(seconds, fraction).as_deref(), Some(text));
        }
        assert_eq!(write(253_402_300_800, ""), None);
        assert_eq!(write(-62_167_219_201, ""), None);
        assert_eq!(write(i64::MIN, ""), None);
    }
}
