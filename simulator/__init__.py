"""Google on localhost, speaking the real wire protocols; never imported by the product."""
