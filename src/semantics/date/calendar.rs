//! The proleptic Gregorian calendar, as days and seconds around 1970-01-01.

/// Seconds of a day; leap seconds do not exist here.
pub(super) const DAY: i64 = 86_400;

/// Days of the 400 years after which the calendar repeats.
const ERA: i64 = 146_097;
/// Days from 0000-03-01, where the eras begin, to 1970-01-01.
const EPOCH: i64 = 719_468;

/// Days from 1970-01-01 to a day; months and days count from 1. `None` when there is no such day
/// or the year is not within 0 to 9999.
pub fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(0..=9999).contains(&year) || !(1..=length).contains(&day) {
        return None;
    }
    // Years begin in March, so that the leap day is the last.
    let year = if month < 3 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    let era = year.div_euclid(400);
    let year = year.rem_euclid(400);
    Some(era * ERA + year * 365 + year / 4 - year / 100 + of_year - EPOCH)
}

/// Seconds since 1970-01-01T00:00:00Z as RFC 3339 text in UTC; `None` outside the years 0 to 9999.
pub fn format(seconds: i64) -> Option<String> {
    let day = seconds.div_euclid(DAY);
    let time = seconds.rem_euclid(DAY);
    let (year, month, date) = civil_from_days(day)?;
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    Some(format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

fn civil_from_days(days: i64) -> Option<(i64, i64, i64)> {
    let days = days.checked_add(EPOCH)?;
    let era = days.div_euclid(ERA);
    let of_era = days.rem_euclid(ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era.checked_mul(400)?.checked_add(year)? + i64::from(month < 3);
    (0..=9999).contains(&year).then_some((year, month, day))
}
