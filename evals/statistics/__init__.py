"""The statistics of the evals: pure functions of numbers, each with its source; numpy only."""

from archpanel.evals.statistics.agreement import (
    Icc,
    Scale,
    confusion,
    icc,
    krippendorff_alpha,
    quadratic_kappa,
)
from archpanel.evals.statistics.arrays import Array, Numbers
from archpanel.evals.statistics.calibration import (
    TENTHS,
    Bin,
    brier,
    calibration_error,
    reliability,
)
from archpanel.evals.statistics.correlation import (
    kendall,
    partial_spearman,
    pearson,
    ranks,
    spearman,
)
from archpanel.evals.statistics.equivalence import Equivalence, tost_paired
from archpanel.evals.statistics.exact import (
    DRAWS,
    MOST_ENUMERATED,
    fisher_exact,
    mcnemar_exact,
    permutation_test,
    sign_test,
    smallest_fisher_p,
)
from archpanel.evals.statistics.impact import SIGNIFICANT, Impact, impact_ratio
from archpanel.evals.statistics.intervals import (
    Estimate,
    cluster_interval,
    difference_in_differences,
    paired_difference,
    wilson,
)
from archpanel.evals.statistics.ranking import bradley_terry
from archpanel.evals.statistics.separation import auc, auc_error, auc_interval
from archpanel.evals.statistics.student import student_above, student_quantile, student_within
from archpanel.evals.statistics.votes import (
    Flips,
    Votes,
    effective_votes,
    effective_weight,
    flip_decomposition,
)

__all__ = [
    "DRAWS",
    "MOST_ENUMERATED",
    "SIGNIFICANT",
    "TENTHS",
    "Array",
    "Bin",
    "Equivalence",
    "Estimate",
    "Flips",
    "Icc",
    "Impact",
    "Numbers",
    "Scale",
    "Votes",
    "auc",
    "auc_error",
    "auc_interval",
    "bradley_terry",
    "brier",
    "calibration_error",
    "cluster_interval",
    "confusion",
    "difference_in_differences",
    "effective_votes",
    "effective_weight",
    "fisher_exact",
    "flip_decomposition",
    "icc",
    "impact_ratio",
    "kendall",
    "krippendorff_alpha",
    "mcnemar_exact",
    "paired_difference",
    "partial_spearman",
    "pearson",
    "permutation_test",
    "quadratic_kappa",
    "ranks",
    "reliability",
    "sign_test",
    "smallest_fisher_p",
    "spearman",
    "student_above",
    "student_quantile",
    "student_within",
    "tost_paired",
    "wilson",
]
