"""
The page behind a partner's link: what is asked, and the answer, without an account.

One page that works on any telephone; the answer is an act of the partner contact whom the request names, "by link".
"""
