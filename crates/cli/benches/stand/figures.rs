//! Medians, slopes and how a line is printed.

use std::time::Duration;

/// Returns the middle one.
pub fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

/// Returns the exponent by which `y` grows with `x`: the least-squares slope of their logarithms.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let (mean_x, mean_y) = (logs.iter().map(|p| p.0).sum::<f64>() / n, logs.iter().map(|p| p.1).sum::<f64>() / n);
    let above: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    let below: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    above / below
}

/// Prints one figure with its gate and its moonshot.
pub fn line(what: &str, figure: &str, gate: &str, moonshot: &str) {
    println!("{what:<66} {figure:>12}   gate {gate:<10} moonshot {moonshot}");
}

/// Prints a figure that has no goal of its own.
pub fn note(what: &str, figure: &str) {
    println!("{what:<66} {figure:>12}");
}

pub fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1e3)
}
