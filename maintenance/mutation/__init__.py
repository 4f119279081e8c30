"""Whether the tests would notice: one small change at a time in the rules, or in the data of the texts.

`python -m maintenance.mutation rules cycle` changes the code of a package, `… data cycle` its texts.
It is our own, and small, because a change is tried in some hundredths of a second: the tests are collected once,
each change is made in the functions that live in a fork of that process, and only the tests that touch it run there.
Tools that write files and start Python anew for each change take about a hundred times longer here.
"""
