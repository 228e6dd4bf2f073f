//! The reports on drills: which runs, in which form.

use clap::Args;
use std::path::PathBuf;

/// What is reported of drills.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct DrillReport {
    /// The directories of the drills (演练目录)
    #[arg(value_name = "RUN", required = true)]
    pub runs: Vec<PathBuf>,
    /// Several runs side by side (多次对照)
    #[arg(long)]
    pub compare: bool,
    /// Into one HTML file that prints on A4 (写成 HTML 文件)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["markdown", "json"])]
    pub html: Option<PathBuf>,
    /// As Markdown (Markdown 格式)
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
    /// As JSON, a versioned schema (JSON 格式)
    #[arg(long)]
    pub json: bool,
    /// With what people typed: observations, actions, reasons (含录入内容)
    #[arg(long)]
    pub private: bool,
}
