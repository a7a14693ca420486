"""The harness of the evals: datasets, tasks, runs and gates, in the field's vocabulary.

A `Task` names a dataset of `Sample`s, a solver that lets the panel work on one of them, a scorer
that holds the result against the target, and metrics over all scored samples. How a task is run,
cached, resumed and compared lies in the other files of this folder; what is asked lies in
`evals/tasks/`.
"""
