"""The network: word pieces, two convolutions, two transformer layers, a label a token.

Places are told by the convolutions alone (no position vectors), so a sentence is read alike
wherever it stands in a window, and no length is too long. Everything a pad could touch is set
to zero first: a row's output does not depend on the rows beside it.
Transformer: Vaswani et al. 2017, layer norm first (Xiong et al. 2020).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Shape:
    vocab: int
    labels: int
    width: int = 128
    heads: int = 4
    inner: int = 512
    layers: int = 2
    convolutions: int = 2
    reach: int = 3  # tokens that a convolution sees
    drop: float = 0.15

    def dict(self) -> dict:
        return asdict(self)


class Convolution(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        self.norm = nn.LayerNorm(s.width)
        self.conv = nn.Conv1d(s.width, s.width, s.reach, padding=s.reach // 2)
        self.drop = nn.Dropout(s.drop)

    def forward(self, x: Tensor, keep: Tensor) -> Tensor:
        y = (self.norm(x) * keep).transpose(1, 2)
        return x + self.drop(F.gelu(self.conv(y)).transpose(1, 2))


class Layer(nn.Module):
    def __init__(self, s: Shape):
        super().__init__()
        self.heads = s.heads
        self.norm1, self.norm2 = nn.LayerNorm(s.width), nn.LayerNorm(s.width)
        self.qkv = nn.Linear(s.width, 3 * s.width)
        self.out = nn.Linear(s.width, s.width)
        self.up, self.down = nn.Linear(s.width, s.inner), nn.Linear(s.inner, s.width)
        self.drop = nn.Dropout(s.drop)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, w = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        x = x + self.drop(self.out(y.transpose(1, 2).reshape(b, n, w)))
        return x + self.drop(self.down(F.gelu(self.up(self.norm2(x)))))


class Tagger(nn.Module):
    """input_ids and attention_mask [batch, length] to logits [batch, length, labels]."""

    def __init__(self, s: Shape):
        super().__init__()
        self.shape = s
        self.words = nn.Embedding(s.vocab, s.width)
        nn.init.normal_(self.words.weight, std=0.05)
        self.convolutions = nn.ModuleList(Convolution(s) for _ in range(s.convolutions))
        self.layers = nn.ModuleList(Layer(s) for _ in range(s.layers))
        self.norm = nn.LayerNorm(s.width)
        self.drop = nn.Dropout(s.drop)
        self.head = nn.Linear(s.width, s.labels)
        self.guess = nn.Linear(s.width, s.width)  # for pre-training only
        self.guess_bias = nn.Parameter(torch.zeros(s.vocab))

    def train_with(self, drop: float) -> None:
        """Sets the rate of every dropout."""
        for module in self.modules():
            if isinstance(module, nn.Dropout):
                module.p = drop

    def hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        keep = mask[:, :, None].to(self.words.weight.dtype)
        bias = (keep.transpose(1, 2) - 1)[:, None] * 1e4
        x = self.drop(self.words(ids))
        for c in self.convolutions:
            x = c(x, keep)
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.head(self.drop(self.hidden(ids, mask)))

    def words_at(self, hidden: Tensor, among: Tensor) -> Tensor:
        """Logits over the words among for hidden states [places, width]."""
        return F.linear(F.gelu(self.guess(hidden)), self.words.weight[among], self.guess_bias[among])


def soft_loss(logits: Tensor, permitted: Tensor, weight: Tensor) -> Tensor:
    """Minus the log of the probability that falls on the permitted labels, weighted mean."""
    logp = F.log_softmax(logits, -1)
    inside = torch.logsumexp(logp.masked_fill(permitted == 0, -1e4), -1)
    return -(inside * weight).sum() / weight.sum().clamp(min=1)
