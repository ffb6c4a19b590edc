"""An open benchmark: traces of planted faults, without a label; anybody may say what is wrong.

    python -m benchmarks.blame write FOLDER --count 60 --seed 1
    python -m benchmarks.blame answer FOLDER --by judge > answers.json
    python -m benchmarks.blame grade FOLDER answers.json

An answer names, for each file in FOLDER/traces, the service, the cause and the time that it cost:

    {"0001": {"service": "thirdparty", "cause": "own", "time_ms": 2140.0}, "0002": null}

`cause` is one of the kinds of a blame (docs/explaining-a-trace.md) or the name of a scenario. null
says that nothing is wrong. FOLDER/healthy.json holds healthy traces to compare with. The truth is
in FOLDER/truth.json, with a token in place of each scenario's name; `grade` opens it with the key
in FOLDER/key, which no entrant reads.
"""
