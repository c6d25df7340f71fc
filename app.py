"""The entry of the page: its pages, its language, the assistant it asks."""

import streamlit as st

from app_pages.filters import show_language_choice
from app_pages.page_language import t

st.set_page_config(page_title="Cotejo", page_icon=":material/balance:", layout="centered")
with st.sidebar:
    show_language_choice()
page = st.navigation(
    [
        st.Page("app_pages/chat.py", title=t("Ask"), icon=":material/forum:", default=True),
        st.Page("app_pages/library.py", title=t("Library"), icon=":material/menu_book:"),
    ],
    position="top",
)
page.run()
