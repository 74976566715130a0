"""Two hundred candidates at once, each answering every ten seconds: `crowd` lets them in, `seat` is one of them, `memory` looks on."""
