"""Which key is sent to which address."""

from archpanel.agents.llm.endpoint import is_openai
from archpanel.settings import Settings, read_settings

KEYLESS = (
    "A key is set in the environment, and is not sent there: the address comes from the .env of "
    "this folder, which anybody may have written. Set ARCHPANEL_BASE_URL in the environment as "
    "well, or the server's own key as ARCHPANEL_API_KEY in that .env."
)


def key_for(base_url: str, settings: Settings) -> tuple[str, str]:
    """Return the key for an address, and why a key that is set is not for it, or "".

    The key of the environment goes to OpenAI's own servers, and to an address that was typed, or
    set in the environment too. What was typed is not known here; it is what no setting says. An
    address of a session that is resumed counts as typed, where the `.env` does not name it.
    """
    key = settings.api_key.get_secret_value()
    if not key or is_openai(base_url):
        return key, ""
    exported = read_settings("environment")
    is_folders = base_url == settings.base_url != exported.base_url
    if is_folders and exported.api_key.get_secret_value() == key:
        own = read_settings(".env").api_key.get_secret_value()
        return own, "" if own else KEYLESS
    return key, ""
