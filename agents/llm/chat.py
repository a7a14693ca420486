"""LangChain's model without its detours. Imported late: it loads the SDK."""

from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from langchain_openai import ChatOpenAI

from archpanel.agents.llm.chunks import first_choice


class Chat(ChatOpenAI):
    """Takes an answer as the JSON that it is.

    LangChain has the SDK make models of an answer, dumps them again, and then reads the result in
    a thread: a third of what a call takes, and nothing of it is looked at here.
    """

    async def answer(self, said: list[BaseMessage], **sent: Any) -> AIMessage:
        """Ask as `ainvoke` does, without callbacks and traces, which cost more than the rest.

        Args:
            said: the messages.
            sent: what goes with them.
        """
        result = await self._agenerate(said, **sent)
        made = result.generations[0]
        message: AIMessage = made.message  # type: ignore[assignment]  # what else it is, fails later
        about = {**(result.llm_output or {}), **(made.generation_info or {})}
        message.response_metadata = about | message.response_metadata
        return message

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        payload = self._get_request_payload(messages, stop=stop, **kwargs)
        return self._create_chat_result(first_choice(await self.async_client.create(**payload)))
