"""Whether the tests would notice: one small change at a time in the rules, or in the data of the texts.

`python -m maintenance.mutation rules cycle` changes what the functions of a package do, `… fields cycle` what is said
when it is imported (fields, defaults, names), `… data cycle` its texts.
It is our own, and small, because a change is tried in some hundredths of a second: the tests are collected once,
each change is made in the functions that live in a fork of that process, and only the tests that touch it run there.
Tools that write files and start Python anew for each change take about a hundred times longer here.
"""
