"""How form fields are drawn: what a screen reader hears, and what errors say."""

import re
from datetime import date

from django import forms
from django.template import Context, Template

from govhall.channels.look.public import PlainForm


class Sample(PlainForm):
    phone = forms.CharField(label="联系电话", min_length=11, help_text="核查前会打这个电话")
    mail = forms.EmailField(label="电子邮箱", required=False)
    since = forms.DateField(label="起始日期", widget=forms.DateInput)
    who = forms.ChoiceField(label="身份", choices=[("1", "个人"), ("2", "企业")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="我承诺属实")
    paper = forms.FileField(label="健康证明", required=False)


def drawn(form: Sample, name: str, options: str = "") -> str:
    return Template("{% load look %}{% field field " + options + " %}").render(Context({"field": form[name]}))


def test_the_label_belongs_to_the_control() -> None:
    html = drawn(Sample(), "phone")
    assert 'for="id_phone"' in html
    assert 'id="id_phone"' in html


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    assert "（可不填）" in drawn(Sample(), "mail")
    assert "（可不填）" not in drawn(Sample(), "phone")


def test_an_error_is_tied_to_the_control_and_says_by_how_much() -> None:
    html = drawn(Sample({"phone": "1390000018"}), "phone")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_phone-error id_phone-hint"' in html
    assert "联系电话至少 11 个字，您填了 10 个，请核对" in html


def test_every_description_exists() -> None:
    html = drawn(Sample({"phone": "1"}), "phone", 'source="统一身份认证"')
    [links] = re.findall(r'aria-describedby="([^"]+)"', html)
    assert all(f'id="{link}"' in html for link in links.split())


def test_a_filled_value_shows_its_source() -> None:
    html = drawn(Sample(), "phone", 'source="统一身份认证"')
    assert "data-filled" in html
    assert "统一身份认证" in html


def test_radio_buttons_stand_in_a_named_group() -> None:
    html = drawn(Sample({"who": ""}), "who")
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert "请选择身份" in html
    assert "aria-invalid" not in html


def test_a_date_is_given_to_the_browser_in_the_only_form_it_knows() -> None:
    html = drawn(Sample(initial={"since": date(2026, 10, 3)}), "since")
    assert 'type="date"' in html
    assert 'value="2026-10-03"' in html


def test_a_checkbox_that_must_be_ticked_asks_for_it() -> None:
    assert "请先勾选这一项" in drawn(Sample({}), "agreed")


def test_a_value_is_escaped() -> None:
    assert "<script>" not in drawn(Sample({"phone": '"><script>alert(1)</script>'}), "phone")


def test_messages_of_the_author_stay() -> None:
    class Own(PlainForm):
        phone = forms.CharField(label="电话", error_messages={"required": "没有电话，我们找不到您"})

    assert Own({}).errors["phone"] == ["没有电话，我们找不到您"]


def test_the_summary_links_to_every_wrong_field() -> None:
    form = Sample({"phone": "1", "since": "x"})
    html = Template('{% include "look/components/error_summary.html" %}').render(Context({"form": form}))
    assert 'role="alert"' in html
    for name in ("phone", "since", "who", "agreed"):
        assert f'href="#id_{name}"' in html
    assert "#id_mail" not in html


def test_a_per_cent_sign_in_a_label_breaks_no_message() -> None:
    class Share(PlainForm):
        share = forms.CharField(label="出资比例（%）", max_length=2)

    assert Share({"share": "1000"}).errors["share"] == ["出资比例（％）最多 2 个字，您填了 4 个，请改短"]
