# SPDX-License-Identifier: AGPL-3.0-or-later
"""The components and layouts as a browser shows them, at the widths people have."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SIZES = {"1440": (1440, 900), "1366": (1366, 768), "1024": (1024, 768), "390": (390, 844)}
LAYOUTS = ("desk", "document", "register", "distribution", "login")
SEEN = [
    *((("components"), size, theme) for size in SIZES for theme in ("light", "dark")),
    *(
        (name, size, theme)
        for name in LAYOUTS
        for size, theme in zip(SIZES, ("light", "dark", "light", "dark"), strict=True)
    ),
]


@pytest.mark.parametrize(("name", "size", "theme"), SEEN)
def test_every_page_keeps_policy_and_accessibility(name, size, theme, open_page, check_page):
    page = open_page(name, *SIZES[size], theme=theme)
    check_page(page, f"{name}-{size}-{theme}")


@pytest.mark.parametrize("name", ["components", *LAYOUTS])
def test_the_largest_text_on_a_small_phone_still_fits(name, open_page):
    page = open_page(name, 360, 780, text="xl")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return found


def test_the_register_form_shows_its_proposal_on_a_small_office_screen(open_page):
    page = open_page("register", 1366, 768)
    due, foot = box(page, "#id_due"), box(page, ".foot")
    assert due["y"] + due["height"] <= foot["y"]


def test_the_queue_on_a_phone_leaves_the_paper_half_of_the_screen(open_page):
    page = open_page("distribution", 390, 844)
    assert box(page, ".pages")["height"] >= 844 / 2
    expect(page.locator(".fold")).not_to_have_attribute("open", "")
    page.locator(".fold > summary").click()
    expect(page.locator("#nd")).to_be_visible()


def test_the_first_paragraph_of_a_paper_is_seen_on_a_phone(open_page):
    page = open_page("document", 360, 780)
    paper, bar = box(page, ".pg"), box(page, ".abar")
    # the first paragraph begins at 630 of 1754 parts of the sample page
    assert paper["y"] + paper["height"] * 630 / 1754 < bar["y"]


def test_touch_targets_on_a_phone(open_page):
    page = open_page("components", 390, 844)
    small = page.evaluate(
        """[...document.querySelectorAll(".b, .ib, .in, .chip, .pick, .tabbar a")]
        .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 40)
        .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_keys_move_in_the_list_and_rest_while_typing(open_page):
    page = open_page("document")
    page.locator("body").press("j")
    expect(page.locator(".row").nth(3)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".row").nth(2)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q-all")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#q-all")).to_have_value("jk?")
    expect(page.locator("#keys")).not_to_be_visible()


def test_question_mark_opens_the_map_and_single_keys_can_be_switched_off(open_page):
    page = open_page("desk")
    page.locator("body").press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys [name=keys_enabled]").click()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.locator("body").press("?")
    expect(page.locator("#keys")).not_to_be_visible()


def test_nothing_happens_while_an_input_method_composes(open_page):
    page = open_page("document")
    page.evaluate(
        """() => document.body.dispatchEvent(
          new KeyboardEvent("keydown", {key: "j", bubbles: true, isComposing: true}))"""
    )
    assert page.evaluate("document.activeElement === document.body")


def test_rows_are_chosen_with_x_and_star(open_page):
    page = open_page("document")
    page.locator("body").press("j")
    page.keyboard.press("x")
    page.keyboard.press("Shift+J")
    expect(page.locator(".row.picked")).to_have_count(2)
    expect(page.locator("[data-selection] [data-picked]")).to_have_count(2)
    page.keyboard.press("*")
    expect(page.locator(".row.picked")).to_have_count(8)
    page.locator("[data-unpick]").click()
    expect(page.locator("[data-selection]")).to_be_hidden()


def test_alt_digits_and_f6_go_from_pane_to_pane(open_page):
    page = open_page("document")
    page.keyboard.press("Alt+2")
    assert page.evaluate("document.activeElement.closest('[data-pane]')?.dataset.pane") == "list"
    page.keyboard.press("F6")
    assert page.evaluate("document.activeElement.closest('[data-pane]')?.dataset.pane") == "detail"
    page.keyboard.press("Alt+1")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")


def test_people_are_found_without_diacritics_and_removed_with_backspace(open_page):
    page = open_page("components")
    picker = page.locator("people-picker[name=leaders]")
    field = picker.get_by_role("combobox")
    field.fill("dinh")
    option = picker.get_by_role("option", name="Lê Quang Định")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "?")
    field.press("Enter")
    assert [one.input_value() for one in picker.locator("input[type=hidden]").all()] == [
        "chauvtm",
        "dinhlq",
    ]
    field.press("Backspace")
    assert [one.input_value() for one in picker.locator("input[type=hidden]").all()] == ["chauvtm"]
    field.fill("không có ai tên này")
    expect(picker.locator(".none")).to_be_visible()
    field.press("Escape")
    expect(picker.locator(".none")).to_have_count(0)


def test_one_leading_unit_replaces_the_other(open_page):
    page = open_page("components")
    picker = page.locator("people-picker[name=lead]")
    picker.get_by_role("combobox").fill("trong trot")
    picker.get_by_role("option", name="Cao Thị Mỹ Dung").click()
    assert [one.input_value() for one in picker.locator("input[type=hidden]").all()] == ["tt"]


def test_a_file_that_fails_does_not_stop_the_others(open_page):
    page = open_page("components")
    drop = page.locator("file-drop")
    drop.locator("input[type=file]").set_input_files(
        [
            {
                "name": "Bieu-01 thiệt hại.pdf",
                "mimeType": "application/pdf",
                "buffer": b"%PDF-1.7" * 9,
            },
            {"name": "hong.pdf", "mimeType": "application/pdf", "buffer": b"x"},
        ]
    )
    expect(drop.locator("input[type=hidden]")).to_have_value("tam-72")
    expect(drop.locator(".bad")).to_have_text("Tệp hỏng, không mở được.")
    expect(drop.locator(".file")).to_have_count(2)
    drop.locator(".file", has_text="hong.pdf").get_by_role("button").last.click()
    expect(drop.locator(".file")).to_have_count(1)


def test_a_file_chosen_before_the_script_came_goes_up(open_page):
    """On a slow line the field is there, and used, before what watches it."""
    page = open_page("components")
    waiting = []
    page.route("**/file-drop*.js", lambda route: waiting.append(route))
    page.reload()
    page.wait_for_function("document.querySelector('file-drop input[type=file]')")
    page.locator("file-drop input[type=file]").first.set_input_files(
        {"name": "Công văn 1.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    assert page.locator("file-drop .file").count() == 0
    for _ in range(50):
        if waiting:
            break
        page.wait_for_timeout(100)
    waiting.pop().continue_()
    page.locator("file-drop .file").first.wait_for()
    assert "Công văn 1.pdf" in page.locator("file-drop .file").first.inner_text()


def test_what_was_typed_comes_back_after_the_page_is_gone(open_page):
    page = open_page("document")
    page.locator("#yk").fill("Giao Phòng Trồng trọt phối hợp, báo cáo trước 16:00")
    page.reload()
    expect(page.locator("#yk")).to_have_value("")
    banner = page.locator("[data-reason=draft]")
    expect(banner).to_be_visible()
    banner.locator("button").first.click()
    expect(page.locator("#yk")).to_have_value("Giao Phòng Trồng trọt phối hợp, báo cáo trước 16:00")
    expect(banner).to_have_count(0)


def test_a_quick_phrase_is_added_to_what_stands_there(open_page):
    page = open_page("document")
    page.locator("#yk").fill("Đồng ý")
    page.get_by_role("button", name="Sao gửi Giám đốc").click()
    expect(page.locator("#yk")).to_have_value("Đồng ý. Sao gửi Giám đốc")


def test_pages_are_turned_zoomed_and_stepped_through(open_page):
    page = open_page("document")
    viewer = page.locator("page-viewer")
    label = viewer.locator("[data-page-label]")
    page.locator("body").press("]")
    expect(label).to_contain_text("2/2")
    page.locator("body").press("[")
    expect(label).to_contain_text("1/2")
    before = box(page, ".pg")
    viewer.locator("[data-view=in]").click()
    assert box(page, ".pg")["width"] > before["width"] * 1.2
    viewer.locator("[data-view=out]").click()
    viewer.locator("[data-view=turn]").click()
    turned = box(page, ".pg")
    assert turned["width"] > turned["height"]
    assert page.evaluate("window.policyViolations") == []


def test_a_lost_connection_is_said_once_and_taken_back(open_page):
    page = open_page("document")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator("[data-reason=lost]")).to_have_count(1)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-reason=lost]")).to_have_count(0)


def test_a_conflict_and_a_toast_come_from_server_events(open_page):
    page = open_page("document")
    page.evaluate(
        """() => {
          const send = (name, detail) =>
            document.body.dispatchEvent(new CustomEvent(name, {bubbles: true, detail}));
          send("congso:conflict", {message: "Ngô Thị Cẩm Tú đang xử lý."});
          send("congso:toast", {message: "Đã chuyển.", undo: "/x/"});
        }"""
    )
    expect(page.locator("[data-reason=conflict]")).to_contain_text("Ngô Thị Cẩm Tú đang xử lý.")
    expect(page.locator(".toast")).to_contain_text("Đã chuyển.")
    expect(page.locator(".toast .b")).to_have_count(1)


def test_the_theme_button_changes_the_page_at_once(open_page):
    page = open_page("desk")
    page.locator(".top [name=theme]").first.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator(".top [name=text_size]").first.click()
    expect(page.locator("html")).to_have_attribute("data-text", "lg")


def test_enter_accepts_in_the_queue_but_not_while_writing(open_page):
    page = open_page("distribution")
    page.evaluate(
        """() => document.querySelector("#dq").addEventListener("submit", (event) => {
          event.preventDefault();
          window.sent = (window.sent || 0) + 1;
        })"""
    )
    page.locator("#nd").press("Enter")
    assert page.evaluate("window.sent") is None
    page.locator("#nd").blur()
    page.keyboard.press("h")
    expect(page.locator("#id_due")).to_be_focused()
    page.locator("#id_due").blur()
    page.keyboard.press("3")
    expect(page.locator("[data-key='3']")).to_be_checked()
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent") == 1


def test_a_box_made_larger_by_hand_survives_a_swap_without_breaking_the_policy(open_page):
    page = open_page("document")
    page.evaluate(
        """async () => {
          const box = document.querySelector("#yk");
          box.style.height = "200px";  // as the browser does when its corner is pulled
          const fresh = box.parentElement.innerHTML.replace(/ style="[^"]*"/, "");
          htmx.swap(box.parentElement, fresh, {swapStyle: "innerHTML"});
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.policyViolations") == []


def test_more_opens_the_whole_menu_on_a_phone(open_page, check_page):
    page = open_page("desk", 390, 844)
    page.locator(".tabbar a").last.click()
    expect(page.locator("#menu")).to_be_visible()
    expect(page.locator("#menu a", has_text="Công việc").first).to_be_visible()
    check_page(page, "menu-390")
    page.locator("#menu a[href='#main']").click()
    expect(page.locator("#menu")).not_to_be_visible()
