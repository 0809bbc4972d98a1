// A model behind an endpoint. A request streams text and ends exactly once; destroying the request aborts it without a
// further call.
//
// Threads: everything on the Qt thread that owns it.
// Codes in Ended::errorCode: provider.unreachable, provider.timeout, provider.key, provider.not_found, provider.busy,
// provider.rejected, provider.server, provider.nonsense, provider.insecure.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace core::agent {

struct ProviderConfig
{
    std::string baseUrl;       // "http://127.0.0.1:11434/v1"
    std::string model;
    std::string apiKey;        // sent as a header only; never logged
    int maxOutputTokens = 1024;
    std::chrono::milliseconds silence{60'000}; // the longest wait for more of an answer; ten times that for all of it
};

struct Prompt
{
    std::string instructions;
    std::string question;
};

struct Ended
{
    enum class Reason : unsigned char { Complete, Failed, CutOff } reason = Reason::Complete;
    std::string errorCode;
    std::string message;       // a sentence
    int inputTokens = 0, outputTokens = 0;
};

class Request
{
public:
    virtual ~Request() = default;
};

class Provider
{
public:
    virtual ~Provider() = default;
    using OnText = std::function<void(const std::string &)>;
    using OnEnd = std::function<void(const Ended &)>; // may destroy the request
    // Neither callback is called before ask() has returned.
    virtual std::unique_ptr<Request> ask(const Prompt &prompt, OnText onText, OnEnd onEnd) = 0;
};

// POST {base_url}/chat/completions with stream=true: OpenAI, Ollama, llama.cpp, vLLM, LM Studio, OpenRouter …
std::unique_ptr<Provider> makeOpenAiProvider(ProviderConfig config);

} // namespace core::agent
