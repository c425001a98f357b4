"""Words that tell what an entry of a CV is about, and what it is not."""

import re

SPEAKING = re.compile(
    r"(?:^|\s)(?:I|I['’]m|we|my|our|me|ich|wir|mein|meine|je|nous|yo|eu|mi|mis|mon|ma|mes|notre|meu|minha|función|responsible|worked|joined|led|developed|built|"
    r"designed|managed|created|implemented|verantwortlich|entwickelt|entwicklung|konzeption|leitung|unterstützung|mitarbeit|betreuung|durchführung|mitwirkung|participation)(?:\s|$)",
    re.IGNORECASE,
)
"""Words of what was done there."""
GRANTS = re.compile(
    r"stipendi|scholarship|fellowship|\baward|\bgrant\b|\bprize|\bpreis\b|bourse|\bbeca\b|\bbolsa\b", re.IGNORECASE
)
"""What was won, and is no employment."""
