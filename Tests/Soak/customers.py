"""Good clients, and refused ones."""
from changes import Changes
from conversations import Conversations
from mishaps import Mishaps
from sign_ins import SignIns


class Customer(Conversations, SignIns, Mishaps, Changes):
    """Does all that a client can, some of it more often."""

    def begin(self):
        super().begin()
        self.acts = [
            (self.converse, 8), (self.pipeline, 6), (self.good_then_malformed, 1), (self.send_slowly, 2), (self.end_sending, 1),
            (self.speak_old, 1), (self.change_settings, 8), (self.move_clock, 4), (self.get_token, 4), (self.sign_in, 2),
            (self.have_faults, 3), (self.wait_for_entry, 1), (self.inspect, 1), (self.post_too_much, 1), (self.change_wire, 3),
        ]

    def act(self):
        acts, weights = zip(*self.acts)
        self.random.choices(acts, weights)[0]()
