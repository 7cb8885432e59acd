"""Cutting, asking, marking, counting: without a database."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.support.search.rules import facets, marks, places, queries, words

MEANINGS = {"小吃店": ["食品经营许可"], "网约车": ["网络预约出租汽车"]}


class TestWords:
    def test_cut_a_title_into_words_and_their_parts(self) -> None:
        assert words.cut("食品经营许可证") == ["食品", "经营", "许可", "许可证"]

    def test_turn_full_width_and_upper_case_into_plain(self) -> None:
        assert words.plain("ＡＢＣ，食品　《许可》") == "abc 食品 许可"

    @given(st.text())
    def test_let_nothing_through_but_letters_digits_and_han(self, text: str) -> None:
        assert all(re.fullmatch(r"[0-9a-z\u3400-\U0003ffff]+", word) for word in words.cut(text))

    @pytest.mark.parametrize(
        ("title", "letters"), [("食品经营许可", "spjyxk"), ("银行开户", "yhkh"), ("重庆市", "cqs")]
    )
    def test_know_pinyin_initials(self, title: str, letters: str) -> None:
        assert words.initials(title) == letters

    def test_bound_a_question(self) -> None:
        assert len(words.question("开" * 5000)) == words.MAX_QUERY_LENGTH


class TestQuestions:
    def test_ask_for_a_word_or_its_parts(self) -> None:
        assert queries.build("社会保险", {}).strict() == "(('社会保险') | ('社会' & '保险'))"

    def test_leave_fillers_out(self) -> None:
        assert queries.build("我要开小吃店", {}).strict() == "(('小吃店') | ('小吃'))"

    def test_keep_fillers_when_nothing_else_is_there(self) -> None:
        assert not queries.build("开", {}).is_empty

    def test_add_what_a_synonym_means(self) -> None:
        question = queries.build("开小吃店", MEANINGS)
        assert "('食品' & '经营' & '许可')" in question.strict()
        assert question.also == ("食品经营许可",)

    def test_ignore_synonyms_that_do_not_occur(self) -> None:
        assert queries.build("居住证", MEANINGS).also == ()

    def test_complete_the_last_word_of_a_half_typed_text(self) -> None:
        assert queries.typed("食品经") == "'食品':AB & '经':*AB"

    def test_ask_loosely_for_any_telling_word(self) -> None:
        assert queries.build("办理护士注册", {}).loose() == "'护士' | '注册'"

    @given(st.text(max_size=80))
    def test_never_hold_a_quote_inside_a_word(self, text: str) -> None:
        question = queries.build(words.question(text), MEANINGS)
        half = [queries.typed(words.question(text))] if words.question(text) else []
        for form in (question.strict(), question.loose(), *half):
            assert re.fullmatch(r"[()|&:*AB 0-9a-z\u3400-\U0003ffff']*", form)
            assert form.count("'") % 2 == 0


class TestMarks:
    def test_mark_found_words(self) -> None:
        assert marks.marked("食品经营许可", ("食品", "许可")) == "<mark>食品</mark>经营<mark>许可</mark>"

    def test_escape_everything_else(self) -> None:
        assert marks.marked("<b>食品</b>", ("食品",)) == "&lt;b&gt;<mark>食品</mark>&lt;/b&gt;"

    @given(st.text(max_size=60), st.lists(st.text("食品<b>&", min_size=1, max_size=4), max_size=3))
    def test_change_nothing_but_marks(self, text: str, found: list[str]) -> None:
        html = marks.marked(text, found)
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert unescape(bare) == unescape(marks.marked(text, ()))
        assert "<" not in bare

    def test_cut_a_snippet_around_the_first_word(self) -> None:
        cut = marks.snippet("一" * 200 + "食品" + "二" * 200, ("食品",), width=40)
        assert "食品" in cut
        assert cut.startswith("…")
        assert cut.endswith("…")


class TestPlaces:
    def test_see_the_county_its_city_and_its_province(self) -> None:
        assert places.visible_from("/52/5201/520115/") == ("/", "/52/", "/52/5201/", "/52/5201/520115/")

    @pytest.mark.parametrize("path", ["/\x00/", "/a/b/", "龘", "/５２/"])
    def test_leave_out_what_is_no_code(self, path: str) -> None:
        assert places.visible_from(path) == ("/",)

    def test_see_only_what_is_everywhere_from_nowhere(self) -> None:
        assert places.visible_from("") == ("/",)


class TestFacets:
    DOCUMENTS = (["way:2", "level:4"], ["way:1", "way:2", "level:3"], ["way:1", "level:4"])

    def test_become_tags_and_come_back(self) -> None:
        held = {"way": ("1", "2"), "level": ("4",)}
        assert facets.from_tags(facets.tags(held)) == held

    def test_keep_documents_with_one_of_the_codes_in_each_facet(self) -> None:
        kept = [flat for flat in self.DOCUMENTS if facets.meets(flat, {"way": ["2"], "level": ["4"], "scope": []})]
        assert kept == [self.DOCUMENTS[0]]

    def test_count_a_facet_as_if_nothing_were_chosen_in_it(self) -> None:
        assert facets.counts(self.DOCUMENTS, {"level": ["4"]}) == {"level": {"3": 1, "4": 2}, "way": {"1": 1, "2": 1}}

    def test_count_other_facets_even_when_the_choices_leave_nothing(self) -> None:
        assert facets.counts(self.DOCUMENTS, {"level": ["9"]}) == {"level": {"3": 1, "4": 2}}
