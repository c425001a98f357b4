"""The language of a text, whatever its template declares."""

import pytest

from extractors.language import language_of


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        ("Ich bin Kartografin und arbeite mit der Stadt an einer Karte, die nicht fertig wird.", "en", "de"),
        ("I am a cartographer and I work with the city on a map that will be done.", "de", "en"),
        ("Je suis cartographe dans le nord et je travaille sur des cartes avec mon équipe.", "en", "fr"),
        (
            "Soy cartógrafa y trabajo en los mapas del norte; el equipo es muy bueno y mi oficina está cerca.",
            "en",
            "es",
        ),
        ("Sou cartógrafa e não trabalho em casa; o mapa do norte é meu, mas os dados são da equipe.", "en", "pt"),
        ("地図を作っています。北の町で働いています。よろしくお願いします。", "en", "ja"),
        ("我在北方的城市工作，绘制地图，喜欢旅行和阅读，也写文章介绍我的工作。", "en", "zh"),
        ("Я составляю карты северных городов и пишу о них статьи.", "en", "ru"),
        ("GIS 2019", "pt-BR", "pt"),
        ("GIS 2019", "de_DE", "de"),
        ("GIS 2019", "x", None),
        ("GIS 2019", None, None),
        ("", "en", "en"),
    ],
)
def test_words_outweigh_what_is_declared(text: str, declared: str | None, language: str | None) -> None:
    """Templates leave ``lang`` as they found it; only a text without words of its own is believed."""
    assert language_of(text, declared) == language
