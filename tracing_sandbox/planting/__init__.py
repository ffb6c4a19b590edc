"""What runs inside the services so that one request can be broken: `web.server` installs it.

`edge` reads what a request asks for, `places` stand around the services' functions, `carrying`
hands it on to the third party, `record` keeps what was planted.
"""
